package org.jdeploy.runtime.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelTest {
  private static final String GRANT =
      "{\"cmd\":\"NODE_HANDLE\",\"type\":\"net.Native\",\"msg\":{\"cmd\":\"NODE_JPM\",\"ack\":%d}}\n";
  private static final String ACK = "{\"cmd\":\"NODE_HANDLE_ACK\"}\n";

  private final Channel channel = new Channel();

  @Test
  void what_the_preload_says_is_understood() {
    assertThat(
            received(
                """
                {"cmd":"NODE_JPM","act":"hello","pid":42,"version":"v22.1.0"}
                {"cmd":"NODE_JPM","act":"listen","seq":1,"host":"","port":3000,"backlog":511,"ipv6Only":false}
                {"cmd":"NODE_JPM","act":"listening","seq":1,"address":"::","port":3000}
                {"cmd":"NODE_JPM","act":"closed","seq":1,"address":"::","port":3000}
                {"cmd":"NODE_JPM","act":"probed","seq":2,"status":503}
                {"cmd":"NODE_JPM","act":"probed","seq":3,"error":"not http"}
                {"cmd":"NODE_JPM","act":"drained"}
                """))
        .containsExactly(
            new FromWorker.Hello(42, "v22.1.0"),
            new FromWorker.Listen(1, "", 3000, 511, false),
            new FromWorker.Listening(1, "::", 3000),
            new FromWorker.Closed(1, "::", 3000),
            new FromWorker.Probed(2, OptionalInt.of(503), Optional.empty()),
            new FromWorker.Probed(3, OptionalInt.empty(), Optional.of("not http")),
            new FromWorker.Drained());
  }

  @Test
  void the_word_ready_is_a_message_of_its_own() {
    List<FromWorker> said = received("\"ready\"\n{\"type\":\"ready\"}\n\"Ready\"\n3\n");
    assertThat(said.getFirst()).isEqualTo(new FromWorker.Ready());
    assertThat(said.subList(1, 4))
        .extracting(message -> Json.compact(((FromWorker.Message) message).value()))
        .containsExactly("{\"type\":\"ready\"}", "\"Ready\"", "3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "{\"cmd\":",
        "ress\":\"::\",\"port\":3000}",
        "{\"cmd\":\"NODE_JPM\"}",
        "{\"cmd\":\"NODE_JPM\",\"act\":\"from-the-future\"}",
        "{\"cmd\":\"NODE_JPM\",\"act\":\"listen\",\"seq\":\"1\"}",
        "{\"cmd\":\"NODE_JPM\",\"act\":\"listening\",\"seq\":1.5,\"address\":\"::\",\"port\":1}",
        "{\"cmd\":\"NODE_JPM\",\"act\":\"listening\",\"seq\":1e99999,\"address\":\"::\",\"port\":1}",
        "{\"cmd\":\"NODE_CLUSTER\",\"act\":\"online\"}",
        "\u0000\uffff",
      })
  void a_line_that_means_nothing_is_ignored_and_the_next_is_heard(String garbage) {
    assertThat(received(garbage + "\n\"ready\"\n")).containsExactly(new FromWorker.Ready());
  }

  @Test
  void a_line_of_endless_nesting_is_ignored() {
    assertThat(received("[".repeat(500_000) + "\n\"ready\"\n"))
        .containsExactly(new FromWorker.Ready());
  }

  @Test
  void a_line_of_more_than_a_mebibyte_is_ignored_and_not_kept() {
    String endless = "\"" + "x".repeat(LineSplitter.LONGEST);
    assertThat(received(endless)).isEmpty();
    assertThat(received(endless)).isEmpty();
    assertThat(received("\"\n\"ready\"\n")).containsExactly(new FromWorker.Ready());
  }

  @Test
  void the_longest_line_is_heard() {
    String longest = "\"" + "x".repeat(LineSplitter.LONGEST - 2) + "\"\n";
    assertThat(received(longest)).hasSize(1);
  }

  @Test
  void lines_are_the_same_in_whatever_portions_they_come() {
    byte[] text = "\"ready\"\n{\"umlaut\":\"äöü€😀\"}\n\"ready\"\n".getBytes(UTF_8);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<FromWorker> said = new ArrayList<>();
      for (int at = 0; at < text.length; ) {
        int count = Math.min(text.length - at, 1 + random.nextInt(4));
        said.addAll(channel.received(ByteBuffer.wrap(text, at, count)));
        at += count;
      }
      assertThat(said).as("seed %d", seed).hasSize(3);
      assertThat(Json.compact(((FromWorker.Message) said.get(1)).value()))
          .isEqualTo("{\"umlaut\":\"äöü€😀\"}");
    }
  }

  @Test
  void what_is_said_to_the_program_is_one_line_each() {
    channel.send(new ToWorker.ListenRefused(1, "EACCES", "permission denied"));
    channel.send(new ToWorker.Drain(Duration.ofSeconds(30), true));
    channel.send(
        new ToWorker.Probe(
            2, 3000, "/healthz", Map.of("Host", "blog", "Accept", "*/*"), Duration.ofMillis(1500)));
    channel.send(new ToWorker.Report());
    channel.send(new ToWorker.Message(JsonValue.of("shutdown")));
    assertThat(writeAll())
        .isEqualTo(
            """
            {"cmd":"NODE_JPM","ack":1,"error":"EACCES","message":"permission denied"}
            {"cmd":"NODE_JPM","act":"drain","budget":30000,"last":true}
            {"cmd":"NODE_JPM","act":"probe","seq":2,"port":3000,"path":"/healthz","headers":{"Accept":"*/*","Host":"blog"},"timeout":1500}
            {"cmd":"NODE_JPM","act":"report"}
            "shutdown"
            """);
  }

  @Test
  void a_descriptor_goes_with_the_first_byte_only() {
    channel.send(new ToWorker.ListenGranted(7, 33));
    assertThat(channel.next().orElseThrow().descriptor()).hasValue(33);
    channel.wrote(5);
    Channel.Chunk rest = channel.next().orElseThrow();
    assertThat(rest.descriptor()).isEmpty();
    assertThat(text(rest)).isEqualTo(GRANT.formatted(7).substring(5));
  }

  @Test
  void nothing_follows_a_descriptor_until_it_is_acknowledged() {
    channel.send(new ToWorker.ListenGranted(1, 33));
    channel.send(new ToWorker.ListenGranted(2, 34));
    channel.send(new ToWorker.Report());
    assertThat(writeAll()).isEqualTo(GRANT.formatted(1));
    received(ACK);
    assertThat(channel.next().orElseThrow().descriptor()).hasValue(34);
    assertThat(writeAll()).isEqualTo(GRANT.formatted(2));
    received(ACK);
    assertThat(writeAll()).contains("report");
    received(ACK); // of a grant by a former daemon
    assertThat(channel.next()).isEmpty();
  }

  @Test
  void a_descriptor_that_got_lost_is_sent_again_and_in_the_end_refused() {
    channel.send(new ToWorker.ListenGranted(1, 33));
    channel.send(new ToWorker.Report());
    for (int attempt = 0; attempt < 3; attempt++) {
      assertThat(channel.next().orElseThrow().descriptor()).hasValue(33);
      assertThat(writeAll()).isEqualTo(GRANT.formatted(1));
      received("{\"cmd\":\"NODE_HANDLE_NACK\"}\n");
    }
    assertThat(writeAll())
        .isEqualTo(
            """
            {"cmd":"NODE_JPM","ack":1,"error":"EMFILE","message":"too many open files"}
            {"cmd":"NODE_JPM","act":"report"}
            """);
  }

  @Test
  void a_socket_that_the_program_sends_is_acknowledged_before_all_else_but_never_inside_a_line() {
    channel.send(new ToWorker.ListenGranted(1, 33));
    channel.next();
    channel.wrote(10);
    channel.send(new ToWorker.Report());
    assertThat(received("{\"cmd\":\"NODE_HANDLE\",\"type\":\"net.Socket\",\"msg\":1}\n")).isEmpty();
    assertThat(writeAll()).isEqualTo(GRANT.formatted(1).substring(10) + ACK);
    received(ACK);
    assertThat(writeAll()).contains("report");
  }

  private List<FromWorker> received(String text) {
    return channel.received(ByteBuffer.wrap(text.getBytes(UTF_8)));
  }

  private String writeAll() {
    StringBuilder all = new StringBuilder();
    for (var chunk = channel.next(); chunk.isPresent(); chunk = channel.next()) {
      all.append(text(chunk.get()));
      channel.wrote(chunk.get().bytes().remaining());
    }
    return all.toString();
  }

  private static String text(Channel.Chunk chunk) {
    return UTF_8.decode(chunk.bytes().duplicate()).toString();
  }
}
