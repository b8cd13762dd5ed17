package org.jdeploy.runtime.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jdeploy.runtime.client.ControlClient;
import org.jdeploy.runtime.client.ControlException;
import org.jdeploy.runtime.client.Fields;
import org.jdeploy.runtime.client.HttpReader;
import org.jdeploy.runtime.client.JpmHome;
import org.jdeploy.runtime.host.BootClock;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.Reactor;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ControlServerTest {
  private final List<Exception> defects = new ArrayList<>();
  private JpmHome home = new JpmHome(Path.of("/nowhere"));
  private Handler handler = request -> Response.json(Map.of("path", request.path()));
  private final LinuxHost host = new LinuxHost();
  private final Reactor reactor = new Reactor(new BootClock(), e -> defects.add(new Exception(e)));
  private boolean allowed = true;
  private ControlServer server;
  private Thread thread = Thread.currentThread();

  @BeforeEach
  void start() throws IOException {
    home = new JpmHome(Files.createTempDirectory("jpm-control"));
    Files.createDirectories(home.run());
    server =
        new ControlServer(
            home.socket(),
            OptionalInt.empty(),
            host,
            reactor,
            request -> handler.handle(request),
            actor -> allowed,
            defects::add);
    server.start();
    thread = Thread.ofPlatform().start(reactor::run);
  }

  @AfterEach
  void stop() throws Exception {
    reactor.close();
    thread.join();
    server.close();
    Files.delete(home.run());
    Files.delete(home.directory());
  }

  @Test
  void answers_a_request_and_decodes_its_address() {
    handler = request -> Response.json(List.of(request.path(), request.all("t")));
    assertThat(Json.compact(new ControlClient(home).get("/v1/a%20b?t=x%2Fy&t=2")))
        .isEqualTo("[\"/v1/a b\",[\"x/y\",\"2\"]]");
  }

  @Test
  void only_the_owner_can_reach_the_socket() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.socket())))
        .isEqualTo("rw-------");
  }

  @Test
  void hands_over_lines_as_they_come() {
    CountDownLatch firstWasRead = new CountDownLatch(1);
    handler =
        _ ->
            new Response.Lines(sink -> {
              sink.line(Map.of("n", 1));
              assertThat(firstWasRead.await(10, TimeUnit.SECONDS)).isTrue();
              sink.alive();
              sink.line(Map.of("n", 2));
            });
    List<Long> numbers = new ArrayList<>();
    new ControlClient(home)
        .stream(
            "GET",
            "/",
            null,
            line -> {
              numbers.add(line.number("n"));
              firstWasRead.countDown();
            });
    assertThat(numbers).containsExactly(1L, 2L);
  }

  @Test
  void a_refusal_before_the_first_line_is_a_status_and_after_it_a_line() {
    handler =
        request ->
            new Response.Lines(sink -> {
              if (request.path().equals("/late")) {
                sink.line(Map.of("n", 1));
              }
              throw new ControlException(404, "there is no program \"x\"");
            });
    ControlClient client = new ControlClient(home);
    assertThatThrownBy(() -> client.stream("GET", "/early", null, _ -> {}))
        .isInstanceOfSatisfying(ControlException.class, e -> assertThat(e.status()).isEqualTo(404))
        .hasMessage("there is no program \"x\"");
    List<Long> before = new ArrayList<>();
    assertThatThrownBy(
            () -> client.stream("GET", "/late", null, line -> before.add(line.number("n"))))
        .hasMessage("there is no program \"x\"");
    assertThat(before).containsExactly(1L);
  }

  @Test
  void a_mistake_of_ours_is_reported_and_answered_and_the_server_goes_on() {
    handler =
        request -> {
          if (request.path().equals("/bad")) {
            throw new IllegalStateException("oops");
          }
          return Response.json(Map.of());
        };
    ControlClient client = new ControlClient(home);
    assertThatThrownBy(() -> client.get("/bad"))
        .isInstanceOfSatisfying(ControlException.class, e -> assertThat(e.status()).isEqualTo(500));
    assertThat(defects).hasSize(1);
    assertThat(client.get("/good")).isNotNull();
  }

  @Test
  void refuses_what_is_too_large_or_no_http() throws IOException {
    assertThat(
            raw("POST / HTTP/1.1\r\nContent-Length: " + (HttpReader.BODY_LIMIT + 1) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 413 ")
        .contains("larger than 1048576 bytes");
    assertThat(raw("GET / HTTP/1.1\r\nX: " + "y".repeat(HttpReader.HEAD_LIMIT) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 413 ");
    assertThat(raw("hello\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(raw("POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n")).contains("not a length");
  }

  @Test
  void reads_chunked_bodies() throws IOException {
    handler = request -> Response.json(Map.of("body", request.body()));
    assertThat(
            raw(
                String.join(
                    "\r\n",
                    "POST / HTTP/1.1",
                    "Transfer-Encoding: chunked",
                    "",
                    "3",
                    "abc",
                    "2;x=y",
                    "de",
                    "0",
                    "",
                    "")))
        .contains("abcde");
  }

  @Test
  void says_where_to_begin_when_nobody_listens() throws IOException {
    Files.delete(home.socket());
    assertThatThrownBy(() -> new ControlClient(home).get("/v1/version"))
        .isInstanceOfSatisfying(
            ControlException.class,
            e -> assertThat(e.status()).isEqualTo(ControlException.UNREACHABLE))
        .hasMessageContaining("jpm daemon");
  }

  @Test
  void malformed_requests_get_a_sentence_and_never_a_stack_trace() throws IOException {
    for (String request :
        List.of(
            "\0\0\0\0\r\n\r\n",
            "GET /\0 HTTP/1.1\r\n\r\n",
            "GET /%zz HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nno colon\r\n\r\n",
            "GET / HTTP/9\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 9999999999999999999999\r\n\r\n")) {
      assertThat(raw(request))
          .as(request)
          .matches("(?s)HTTP/1.1 (200|400|413) .*")
          .doesNotContain("Exception", "\tat ");
    }
    assertThat(defects).isEmpty();
  }

  @Test
  void a_client_that_waits_to_be_told_to_continue_is_told() throws IOException {
    handler = request -> Response.json(Map.of("body", request.body()));
    assertThat(raw("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}"))
        .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK");
  }

  @Test
  void a_thousand_clients_that_never_finish_their_request_keep_nobody_out() throws IOException {
    List<SocketChannel> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 1000; i++) {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        slow.add(channel);
        channel.connect(UnixDomainSocketAddress.of(home.socket()));
        channel.write(ByteBuffer.wrap("GET / HT".getBytes(StandardCharsets.UTF_8)));
      }
      long begun = System.nanoTime();
      assertThat(new ControlClient(home).get("/fine")).isNotNull();
      assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(5));
    } finally {
      for (SocketChannel channel : slow) {
        channel.close();
      }
    }
  }

  @Test
  void knows_who_asks_and_refuses_whom_it_does_not_serve() {
    handler = request -> Response.json(request.actor().toJson());
    ControlClient client = new ControlClient(home);
    assertThat(new Fields((JsonObject) client.get("/")).number("pid"))
        .isEqualTo(ProcessHandle.current().pid());
    allowed = false;
    assertThatThrownBy(() -> client.get("/"))
        .isInstanceOfSatisfying(ControlException.class, e -> assertThat(e.status()).isEqualTo(403))
        .hasMessageContaining("does not take orders from uid");
  }

  private String raw(String request) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(home.socket()));
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
      ByteBuffer answer = ByteBuffer.allocate(64 * 1024);
      while (channel.read(answer) >= 0) {}
      return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
    }
  }
}
