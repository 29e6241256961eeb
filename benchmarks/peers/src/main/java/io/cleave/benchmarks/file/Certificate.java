package io.cleave.benchmarks.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * A certificate for this run, made by the JDK's own tool.
 *
 * @param chain in PEM
 * @param key in PEM
 */
record Certificate(Path chain, Path key) {
  private static final String PASSWORD = "for-this-run";
  private static final String ALIAS = "benchmark";

  static Certificate create(Path directory) throws IOException, InterruptedException {
    Path store = directory.resolve("certificate.p12");
    Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command =
        List.of(
            tool.toString(),
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "RSA",
            "-keysize",
            "2048",
            "-dname",
            "CN=localhost",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD);
    Child.output(command);
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      byte[] key = keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded();
      byte[] chain = keys.getCertificate(ALIAS).getEncoded();
      return new Certificate(
          pem(directory.resolve("chain.pem"), "CERTIFICATE", chain),
          pem(directory.resolve("key.pem"), "PRIVATE KEY", key));
    } catch (GeneralSecurityException e) {
      throw new IOException("no certificate from keytool: " + e, e);
    }
  }

  private static Path pem(Path file, String type, byte[] der) throws IOException {
    String text =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
  }
}
