package org.jdeploy.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.jdeploy.runtime.client.Fields;
import org.junit.jupiter.api.Test;

class SocketGroupTest {
  private final SocketGroup group = new SocketGroup(new Address("", 80), 80);

  private SocketGroup.Member member(int slot) {
    SocketGroup.Member member = new SocketGroup.Member(slot, slot + 10, slot + 100L);
    group.add(member);
    return member;
  }

  @Test
  void the_last_socket_takes_the_place_of_one_that_closes() {
    SocketGroup.Member zero = member(0);
    SocketGroup.Member one = member(1);
    SocketGroup.Member two = member(2);
    group.remove(zero);
    assertThat(group.members()).containsExactly(two, one);
    assertThat(group.indices(Set.of(2))).containsExactly(0);
    group.remove(one);
    assertThat(group.members()).containsExactly(two);
    group.remove(two);
    assertThat(group.members()).isEmpty();
  }

  @Test
  void slots_without_a_socket_have_no_place() {
    member(0);
    member(1);
    assertThat(group.indices(Set.of(1, 7))).containsExactly(1);
    assertThat(group.indices(Set.of())).isEmpty();
  }

  @Test
  void survives_writing_and_reading() {
    member(1);
    member(0);
    SocketGroup read = SocketGroup.fromJson(Fields.of(group.toJson()));
    assertThat(read.members()).isEqualTo(group.members());
    assertThat(read.uri()).isEqualTo("tcp://[::]:80");
  }
}
