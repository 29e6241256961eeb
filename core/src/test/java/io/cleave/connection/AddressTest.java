package io.cleave.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AddressTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 1688, 127.0.0.1:1688",
    "localhost, 0, localhost:0",
    "::1, 80, [::1]:80",
    "unix:/run/x.sock, 0, unix:/run/x.sock",
  })
  void isWrittenAsPeopleWriteIt(String host, int port, String text) {
    assertThat(new Address(host, port)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({"'', 1", "unix:, 1", "a, -1", "a, 65536"})
  void refusesWhatIsNoAddress(String host, int port) {
    assertThatThrownBy(() -> new Address(host, port))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: ");
  }

  @Test
  void showsSocketAddresses() throws UnknownHostException {
    byte[] six = new byte[16];
    six[15] = 1;
    assertThat(Address.text(new InetSocketAddress(InetAddress.getByAddress(six), 7)))
        .isEqualTo("[0:0:0:0:0:0:0:1]:7");
    assertThat(
            Address.text(
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 7)))
        .isEqualTo("127.0.0.1:7");
    assertThat(Address.text(InetSocketAddress.createUnresolved("host", 7))).isEqualTo("host:7");
    assertThat(Address.text(UnixDomainSocketAddress.of("/x"))).isEqualTo("unix:/x");
  }

  @Test
  void showsSocketFileForBothEnds() {
    Address unix = new Address("unix:/x", 0);
    assertThat(unix.shownFor(null)).isEqualTo(UnixDomainSocketAddress.of("/x"));
    assertThat(unix.shownFor(UnixDomainSocketAddress.of(""))).isEqualTo(unix.unresolved());
  }
}
