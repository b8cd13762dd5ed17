package org.jdeploy.deployer.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The program {@code jdeploy}. */
public final class JDeploy {
  private JDeploy() {}

  public static void main(String[] arguments) {
    PrintStream out = utf8(FileDescriptor.out);
    PrintStream err = utf8(FileDescriptor.err);
    int code =
        new Dispatch(new Surroundings(out, err, Map.copyOf(System.getenv())))
            .run(List.of(arguments));
    out.flush();
    err.flush();
    Interrupts.exit(code);
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }
}
