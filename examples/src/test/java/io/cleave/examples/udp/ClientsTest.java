package io.cleave.examples.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientsTest {
  @ParameterizedTest(name = "{1}:{2} at a server on {0}:9000")
  @CsvSource({
    "127.0.0.1, 127.0.0.1, 9001, ",
    "127.0.0.1, 127.0.0.1, 1024, ",
    "127.0.0.1, 127.0.0.1, 1023, SERVICE_PORT",
    "127.0.0.1, 192.0.2.1, 53, SERVICE_PORT",
    "127.0.0.1, 192.0.2.1, 0, SERVICE_PORT",
    "127.0.0.1, 127.0.0.1, 9000, NO_CLIENT",
    "127.0.0.1, 127.1.2.3, 9000, NO_CLIENT",
    "127.0.0.1, 192.0.2.1, 9000, ",
    "192.0.2.1, 192.0.2.1, 9000, NO_CLIENT",
    "192.0.2.1, 192.0.2.1, 9001, ",
    "192.0.2.1, 192.0.2.2, 9000, ",
    "0.0.0.0, 127.0.0.1, 9000, NO_CLIENT",
    "0.0.0.0, 192.0.2.1, 9000, ",
    "::, ::1, 9000, NO_CLIENT",
    "127.0.0.1, 224.0.0.1, 40000, NO_CLIENT",
    "127.0.0.1, ff02::1, 40000, NO_CLIENT",
    "127.0.0.1, 0.0.0.0, 40000, NO_CLIENT"
  })
  void tellsClientsFromForgedAddresses(String server, String sender, int port, String refusal)
      throws UnknownHostException {
    Clients clients = Clients.of(address(server, 9000));
    assertThat(clients.refusal(address(sender, port)).map(Enum::name).orElse(null))
        .isEqualTo(refusal);
  }

  private static InetSocketAddress address(String host, int port) throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByName(host), port);
  }
}
