package org.jdeploy.deployer.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdeploy.deployer.journal.JournalEvent.What;
import org.junit.jupiter.api.Test;

/** What a journal means. */
class JournalTest {
  private final List<String> lines = new ArrayList<>();
  private int sequence;

  private JournalTest line(What what, String release, boolean rollback) {
    sequence++;
    lines.add(
        JournalLine.write(
            new JournalEvent(
                sequence,
                "2026-11-24T10:00:00Z",
                what,
                "attempt" + sequence,
                rollback,
                release,
                "sha-" + release,
                "tree-" + release,
                "digest",
                "dev@laptop",
                "",
                Optional.of(Duration.ofMillis(1500)))));
    return this;
  }

  private JournalTest deployed(String release) {
    return line(What.BEGIN, release, false)
        .line(What.PREPARED, release, false)
        .line(What.PUBLISHED, release, false)
        .line(What.CONFIRMED, release, false);
  }

  private JournalTest rolledBackTo(String release) {
    return line(What.BEGIN, release, true)
        .line(What.PUBLISHED, release, true)
        .line(What.CONFIRMED, release, true);
  }

  private Journal journal() {
    return Journal.read(lines);
  }

  @Test
  void a_line_is_read_as_it_was_written() {
    line(What.PREPARED, "r 1 \"'\n", true);
    assertThat(lines.getFirst()).doesNotContain("\n").startsWith("{\"sequence\":1,\"at\":\"2026");
    JournalEvent event = JournalLine.read(lines.getFirst()).orElseThrow();
    assertThat(JournalLine.write(event)).isEqualTo(lines.getFirst());
    assertThat(event.release()).isEqualTo("r 1 \"'\n");
    assertThat(event.took()).contains(Duration.ofMillis(1500));
    assertThat(event.rollback()).isTrue();
  }

  @Test
  void torn_lines_and_unknown_events_are_skipped_and_order_is_the_sequence() {
    deployed("a").deployed("b");
    lines.add(lines.getLast().substring(0, 40));
    lines.add("{\"sequence\":99,\"event\":\"teleported\",\"release\":\"x\"}");
    lines.add("");
    java.util.Collections.reverse(lines);
    assertThat(journal().last()).isEqualTo(8);
    assertThat(journal().lives()).containsExactly("a", "b");
  }

  @Test
  void a_rollback_walks_back_and_takes_off_what_it_left() {
    deployed("a").deployed("b").deployed("c");
    assertThat(journal().before("c")).contains("b");
    rolledBackTo("b");
    assertThat(journal().lives()).containsExactly("a", "b");
    assertThat(journal().before("b")).contains("a");
    rolledBackTo("a");
    assertThat(journal().before("a")).isEmpty();
    deployed("d");
    assertThat(journal().before("d")).contains("a");
    rolledBackTo("c");
    assertThat(journal().lives()).containsExactly("a", "d", "c");
  }

  @Test
  void reverted_and_failed_releases_are_no_target() {
    deployed("a").line(What.BEGIN, "b", false).line(What.FAILED, "b", false);
    line(What.BEGIN, "c", false).line(What.PUBLISHED, "c", false).line(What.REVERTED, "c", false);
    deployed("d");
    assertThat(journal().before("d")).contains("a");
    assertThat(journal().bad()).containsExactly("b", "c");
    assertThat(journal().good()).containsExactly("a", "d");
  }

  @Test
  void removed_releases_are_forgotten() {
    deployed("a").deployed("b").deployed("c").line(What.REMOVED, "b", false);
    assertThat(journal().before("c")).contains("a");
    assertThat(journal().good()).containsExactly("a", "c");
  }

  @Test
  void a_live_release_that_the_journal_does_not_know_goes_back_to_the_last_good_one() {
    deployed("a");
    assertThat(journal().before("by hand")).contains("a");
    assertThat(Journal.EMPTY.before("x")).isEmpty();
  }

  @Test
  void records_tell_how_each_release_ended() {
    deployed("a").line(What.BEGIN, "b", false).line(What.FAILED, "b", false);
    line(What.BEGIN, "c", false).line(What.PUBLISHED, "c", false).line(What.REVERTED, "c", false);
    line(What.BEGIN, "d", false);
    rolledBackTo("a");
    List<ReleaseRecord> records = journal().records(Set.of("a", "b"), Optional.of("a"));
    assertThat(records)
        .extracting(ReleaseRecord::name, ReleaseRecord::outcome, ReleaseRecord::present)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", ReleaseRecord.Outcome.GOOD, true),
            org.assertj.core.groups.Tuple.tuple("b", ReleaseRecord.Outcome.FAILED, true),
            org.assertj.core.groups.Tuple.tuple("c", ReleaseRecord.Outcome.REVERTED, false),
            org.assertj.core.groups.Tuple.tuple("d", ReleaseRecord.Outcome.UNFINISHED, false));
    assertThat(records.getFirst().live()).isTrue();
    assertThat(records.getFirst().who()).isEqualTo("dev@laptop");
    assertThat(records.get(1).live()).isFalse();
  }
}
