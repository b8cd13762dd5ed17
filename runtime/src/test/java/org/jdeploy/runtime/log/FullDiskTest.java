package org.jdeploy.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest {
  @TempDir Path directory;

  @Test
  void the_oldest_rotated_files_go_first_then_bytes_are_dropped_and_counted_until_there_is_space()
      throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    String java =
        String.join(
            " ",
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            FullDisk.class.getName(),
            disk.toString(),
            directory.toString());
    Process process =
        new ProcessBuilder(
                "unshare",
                root ? "-m" : "-Urm",
                "sh",
                "-c",
                "mount -t tmpfs -o size=1m none " + disk + " && exec " + java)
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    assertThat(out.lines().toList())
        .isEqualTo(
            List.of(
                "dropped 0",
                "kept true",
                "other's old file false",
                "disk is full",
                "program Code[status=0]",
                "trouble ENOSPC, no space left on the disk",
                "lost some true",
                "said true",
                "over true"));
  }
}
