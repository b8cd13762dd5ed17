package org.jdeploy.runtime.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MinimizerTest {
  @Test
  void leaves_only_what_the_failure_needs() {
    Minimizer minimizer =
        new Minimizer(steps ->
            LongStream.of(17, 500, 998)
                .allMatch(needed -> Arrays.stream(steps).anyMatch(step -> step == needed)));
    assertThat(minimizer.minimize(LongStream.range(0, 1000).toArray()))
        .containsExactly(17, 500, 998);
  }
}
