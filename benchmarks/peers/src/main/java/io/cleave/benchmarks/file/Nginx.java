package io.cleave.benchmarks.file;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** An nginx of our own that serves one directory with {@code sendfile}, and the curl for it. */
final class Nginx implements Closeable {
  private static final int TRIES = 100;
  private static final int BETWEEN_TRIES_MILLIS = 50;

  private final Child process;
  private final int port;
  private final String url;

  private Nginx(Child process, int port, boolean tls) {
    this.process = process;
    this.port = port;
    url = (tls ? "https" : "http") + "://127.0.0.1:" + port;
  }

  /** Starts one with all its files in {@code prefix}; with a certificate it speaks TLS. */
  static Nginx start(Path directory, Path prefix, Optional<Certificate> certificate)
      throws IOException {
    int port = freePort();
    Files.createDirectories(prefix.resolve("logs"));
    Path config =
        Files.writeString(prefix.resolve("nginx.conf"), config(directory, port, certificate));
    Child process = Child.start(List.of("nginx", "-p", prefix.toString(), "-c", config.toString()));
    return new Nginx(process, port, certificate.isPresent());
  }

  private static String config(Path directory, int port, Optional<Certificate> certificate) {
    String user = System.getProperty("user.name");
    String tls =
        certificate
            .map(c -> " ssl; ssl_certificate " + c.chain() + "; ssl_certificate_key " + c.key())
            .orElse("");
    return ("root".equals(user) ? "user root;\n" : "") // else its worker could not read the file
        + "daemon off; worker_processes 1; pid nginx.pid; error_log stderr error;\n"
        + "events { worker_connections 64; }\n"
        + "http {\n"
        + "  access_log off; sendfile on; tcp_nopush on;\n"
        + "  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;\n"
        + "  uwsgi_temp_path uwsgi; scgi_temp_path scgi;\n"
        + ("  server { listen 127.0.0.1:" + port + tls + "; root " + directory + "; }\n")
        + "}\n";
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Waits until it can be fetched from. */
  void awaitPort() throws IOException, InterruptedException {
    for (int i = 0; i < TRIES && process.isAlive(); i++) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return;
      } catch (IOException e) {
        Thread.sleep(BETWEEN_TRIES_MILLIS);
      }
    }
    throw new IOException("nginx does not listen on port " + port);
  }

  /** Fetches a file with curl; the seconds it says it took. */
  double fetch(String name, Path target) throws IOException, InterruptedException {
    String seconds =
        Child.output(
            List.of(
                "curl",
                "--silent",
                "--fail",
                "--insecure",
                "--output",
                target.toString(),
                "--write-out",
                "%{time_total}",
                url + "/" + name));
    if (seconds.isEmpty()) {
      throw new IOException("curl did not get " + url + "/" + name);
    }
    return Double.parseDouble(seconds.replace(',', '.')); // it writes as the locale says
  }

  @Override
  public void close() throws IOException {
    process.end();
    process.close();
  }
}
