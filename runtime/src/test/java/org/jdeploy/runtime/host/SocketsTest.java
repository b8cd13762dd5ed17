package org.jdeploy.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Counts the descriptors of this JVM: nobody else may open some meanwhile. */
@Isolated
class SocketsTest {
  private final LinuxHost host = new LinuxHost();
  private final List<Integer> opened = new ArrayList<>();
  @TempDir Path directory;

  @AfterEach
  void close() {
    opened.forEach(host::close);
  }

  @Test
  void an_empty_host_serves_ipv6_and_ipv4() throws IOException {
    int socket = opened(host.listenTcp("", 0, 10));
    int port = host.boundPort(socket);
    connect("127.0.0.1", port).close();
    opened(host.accept(socket));
    connect("::1", port).close();
    opened(host.accept(socket));
  }

  @Test
  void a_taken_port_is_told() throws IOException {
    try (var other = new java.net.ServerSocket()) {
      other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      assertThatThrownBy(() -> host.listenTcp("127.0.0.1", other.getLocalPort(), 10))
          .isInstanceOf(HostException.class)
          .hasMessage(
              "cannot listen on 127.0.0.1:"
                  + other.getLocalPort()
                  + ": EADDRINUSE, the address is in use")
          .extracting(e -> ((HostException) e).errorName())
          .isEqualTo("EADDRINUSE");
    }
  }

  @Test
  void an_address_of_another_machine_is_told() {
    assertThatThrownBy(() -> host.listenTcp("192.0.2.7", 8080, 10))
        .hasMessage(
            "cannot listen on 192.0.2.7:8080: EADDRNOTAVAIL, the address is not one of this"
                + " machine");
  }

  @Test
  void an_unknown_name_is_told() {
    assertThatThrownBy(() -> host.listenTcp("no-such-host.invalid", 8080, 10))
        .hasMessage("cannot listen on no-such-host.invalid: there is no such address or name");
  }

  @Test
  void new_connections_go_to_live_members_of_the_group_only() throws IOException {
    List<Integer> group = group(4);
    host.steer(group.get(0), new int[] {1, 3}, 4);
    List<Integer> counts = connectAndCount(group, 100);
    assertThat(counts.get(0)).isZero();
    assertThat(counts.get(2)).isZero();
    assertThat(counts.get(1)).isBetween(25, 75);
    assertThat(counts.get(3)).isEqualTo(100 - counts.get(1));
  }

  @Test
  void each_live_member_gets_its_share() throws IOException {
    List<Integer> group = group(5);
    host.steer(group.get(0), new int[] {4, 0, 2}, 5);
    List<Integer> counts = connectAndCount(group, 300);
    assertThat(List.of(counts.get(1), counts.get(3))).containsOnly(0);
    assertThat(List.of(counts.get(0), counts.get(2), counts.get(4)))
        .allSatisfy(count -> assertThat(count).isBetween(50, 150));
  }

  @Test
  void steering_changes_at_once_and_back_to_all() throws IOException {
    List<Integer> group = group(3);
    host.steer(group.get(2), new int[] {0}, 3);
    assertThat(connectAndCount(group, 100)).containsExactly(100, 0, 0);
    host.steer(group.get(1), new int[] {2}, 3);
    assertThat(connectAndCount(group, 100)).containsExactly(0, 0, 100);
    host.steer(group.get(0), new int[0], 3);
    assertThat(connectAndCount(group, 150)).allSatisfy(count -> assertThat(count).isPositive());
  }

  @Test
  void a_member_steered_away_from_keeps_what_it_was_given() throws IOException {
    List<Integer> group = group(2);
    host.steer(group.get(0), new int[] {0}, 2);
    try (Socket waiting = connect("127.0.0.1", host.boundPort(group.get(0)))) {
      host.steer(group.get(0), new int[] {1}, 2);
      assertThat(connectAndCount(group, 50)).containsExactly(1, 50);
      assertThat(waiting.isConnected()).isTrue();
    }
  }

  @Test
  void a_listening_socket_passes_over_a_socket_pair_with_its_message() throws IOException {
    int[] pair = host.socketPair();
    opened(pair[0]);
    opened(pair[1]);
    int socket = host.listenTcp("127.0.0.1", 0, 10);
    int port = host.boundPort(socket);
    ByteBuffer message = ByteBuffer.wrap("take it\n".getBytes(StandardCharsets.UTF_8));
    assertThat(host.send(pair[0], message, socket)).isEqualTo(8);
    host.close(socket);

    ByteBuffer buffer = ByteBuffer.allocateDirect(100);
    Received received = host.receive(pair[1], buffer);

    assertThat(received.bytes()).isEqualTo(8);
    assertThat(StandardCharsets.UTF_8.decode(buffer.flip()).toString()).isEqualTo("take it\n");
    int passed = opened(received.descriptor().orElseThrow());
    connect("127.0.0.1", port).close();
    assertThat(opened(host.accept(passed))).isPositive();
  }

  @Test
  void nothing_there_is_zero_and_the_end_is_minus_one() {
    int[] pair = host.socketPair();
    opened(pair[1]);
    ByteBuffer buffer = ByteBuffer.allocate(10);
    assertThat(host.receive(pair[1], buffer)).isEqualTo(new Received(0, OptionalInt.empty()));
    host.close(pair[0]);
    assertThat(host.receive(pair[1], buffer)).isEqualTo(new Received(-1, OptionalInt.empty()));
    assertThatThrownBy(() -> host.send(pair[1], ByteBuffer.allocate(1), -1))
        .hasMessage("cannot send: EPIPE, the other end is closed");
  }

  @Test
  void a_full_socket_takes_nothing_and_keeps_the_descriptor_to_itself() {
    int[] pair = host.socketPair();
    opened(pair[0]);
    opened(pair[1]);
    while (host.send(pair[0], ByteBuffer.allocate(65536), -1) > 0) {}
    ByteBuffer message = ByteBuffer.allocate(5);
    assertThat(host.send(pair[0], message, pair[0])).isZero();
    assertThat(message.remaining()).isEqualTo(5);
  }

  @Test
  void surplus_descriptors_in_a_message_are_closed() {
    int[] pair = host.socketPair();
    opened(pair[0]);
    opened(pair[1]);
    String python =
        "import socket,array,os;s=socket.socket(fileno=3);"
            + "s.sendmsg([b'x'],[(socket.SOL_SOCKET,socket.SCM_RIGHTS,array.array('i',[0,1,2]))])";
    try (Child child = Child.sh(host, "exec python3 -c \"" + python + "\"", pair[1])) {
      child.awaitExit();
      int before = Proc.descriptors((int) ProcessHandle.current().pid()).size();
      Received received = host.receive(pair[0], ByteBuffer.allocate(10));
      opened(received.descriptor().orElseThrow());
      assertThat(Proc.descriptors((int) ProcessHandle.current().pid())).hasSize(before + 1);
    }
  }

  @Test
  void a_listening_socket_can_be_taken_back_from_another_process() throws IOException {
    int socket = host.listenTcp("127.0.0.1", 0, 10);
    int port = host.boundPort(socket);
    long inode = host.socketInode(socket);
    try (Child child = Child.sh(host, "echo up; exec sleep 60", socket)) {
      child.line();
      host.close(socket);

      int number = Proc.descriptorOf(child.pid(), inode).orElseThrow();
      assertThat(number).isEqualTo(3);
      int pidfd = opened(host.pidfdOpen(child.pid()));
      int back = opened(host.pidfdGetFd(pidfd, number));

      assertThat(host.socketInode(back)).isEqualTo(inode);
      connect("127.0.0.1", port).close();
      assertThat(opened(host.accept(back))).isPositive();
    }
  }

  @Test
  void the_kernel_tells_who_connected() throws IOException {
    Path path = directory.resolve("s");
    int listening = opened(host.listenUnix(path));
    try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      client.connect(UnixDomainSocketAddress.of(path));
      PeerCredentials peer = host.peer(opened(host.accept(listening)));
      assertThat(peer.pid()).isEqualTo((int) ProcessHandle.current().pid());
      assertThat(peer.uid()).isEqualTo(Files.getAttribute(path, "unix:uid"));
    }
  }

  @Test
  void a_dead_unix_socket_is_replaced_and_a_live_one_is_not() {
    Path path = directory.resolve("s");
    host.close(host.listenUnix(path));
    opened(host.listenUnix(path));
    assertThatThrownBy(() -> host.listenUnix(path))
        .hasMessage("cannot listen on " + path + ": EADDRINUSE, the address is in use");
  }

  @Test
  void a_file_in_the_place_of_a_unix_socket_stays() throws IOException {
    Path path = Files.writeString(directory.resolve("s"), "precious");
    assertThatThrownBy(() -> host.listenUnix(path)).isInstanceOf(HostException.class);
    assertThat(path).hasContent("precious");
  }

  @Test
  void a_unix_socket_is_for_its_owner_only() throws IOException {
    Path path = directory.resolve("s");
    opened(host.listenUnix(path));
    assertThat((int) Files.getAttribute(path, "unix:mode") & 0777).isEqualTo(0600);
  }

  @Test
  void a_too_long_unix_path_is_told() {
    Path path = directory.resolve("x".repeat(108));
    assertThatThrownBy(() -> host.listenUnix(path))
        .hasMessage("cannot listen on " + path + ": a unix socket's path has at most 107 bytes");
  }

  private List<Integer> group(int size) {
    List<Integer> group = new ArrayList<>();
    int port = 0;
    for (int i = 0; i < size; i++) {
      group.add(opened(host.listenTcp("127.0.0.1", port, 256)));
      port = host.boundPort(group.get(0));
    }
    return group;
  }

  private List<Integer> connectAndCount(List<Integer> group, int connections) throws IOException {
    int port = host.boundPort(group.get(0));
    for (int i = 0; i < connections; i++) {
      connect("127.0.0.1", port).close();
    }
    List<Integer> counts = new ArrayList<>();
    for (int socket : group) {
      int count = 0;
      for (int fd = host.accept(socket); fd >= 0; fd = host.accept(socket)) {
        host.close(fd);
        count++;
      }
      counts.add(count);
    }
    return counts;
  }

  private static Socket connect(String address, int port) throws IOException {
    return new Socket(address, port);
  }

  private int opened(int fd) {
    opened.add(fd);
    return fd;
  }
}
