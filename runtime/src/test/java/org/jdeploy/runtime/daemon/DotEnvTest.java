package org.jdeploy.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DotEnvTest {
  @Test
  void reads_plain_quoted_and_exported_values() {
    assertThat(
            DotEnv.parse(
                """
                # a comment
                PORT=3000
                export NAME = a b # not this
                SINGLE='a $b \\n'
                DOUBLE="a\\n\\"b\\" \\$c #d"
                EMPTY=
                """,
                ".env"))
        .isEqualTo(
            Map.of(
                "PORT", "3000",
                "NAME", "a b",
                "SINGLE", "a $b \\n",
                "DOUBLE", "a\n\"b\" $c #d",
                "EMPTY", ""));
  }

  @Test
  void reads_what_other_readers_of_such_files_read() {
    assertThat(
            DotEnv.parse(
                """
                \uFEFFA=1\r
                  export\tB='x y'  # said so\r
                KEY="-----BEGIN
                line \\
                 two
                -----END"
                RAW=`it's "so"`
                HASH=a#b
                NONE=#comment
                SPACE =  v \s
                C=a=b=
                export=1
                UNKNOWN="\\d\\t"
                D.E-F=2
                LAST=end\
                """,
                ".env"))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("A", "1"),
                Map.entry("B", "x y"),
                Map.entry("KEY", "-----BEGIN\nline  two\n-----END"),
                Map.entry("RAW", "it's \"so\""),
                Map.entry("HASH", "a#b"),
                Map.entry("NONE", ""),
                Map.entry("SPACE", "v"),
                Map.entry("C", "a=b="),
                Map.entry("export", "1"),
                Map.entry("UNKNOWN", "\\d\t"),
                Map.entry("D.E-F", "2"),
                Map.entry("LAST", "end")));
  }

  @Test
  void says_where_something_is_wrong_and_never_what_is_there() {
    wrong("A=1\nsecret nonsense\n").hasMessage("/srv/.env:2: expected KEY=value");
    wrong("A=\"x\ny\nB=secret").hasMessage("/srv/.env:1: the quote that begins here is not closed");
    wrong("\nA='x' secret").hasMessage("/srv/.env:2: there is something behind the closing quote");
    wrong("A=\"1\n2\"\n=secret").hasMessage("/srv/.env:3: expected KEY=value");
    wrong("A=a\0b").hasMessage("/srv/.env:1: a value cannot contain a NUL character");
    wrong("1A=1").hasMessage("/srv/.env:1: expected KEY=value");
    wrong("export A").hasMessage("/srv/.env:1: expected KEY=value");
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> wrong(
      String text) {
    return assertThatThrownBy(() -> DotEnv.parse(text, "/srv/.env"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
