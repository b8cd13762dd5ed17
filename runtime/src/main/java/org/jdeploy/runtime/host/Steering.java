package org.jdeploy.runtime.host;

import static org.jdeploy.runtime.host.Libc.Function;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Chooses the socket of a SO_REUSEPORT group that gets a new connection, by a small program of
 * classic BPF in the kernel; see SO_ATTACH_REUSEPORT_CBPF in socket(7) and linux/filter.h.
 */
final class Steering {
  private static final int SO_ATTACH_REUSEPORT_CBPF = 51;
  private static final int MAX_INSTRUCTIONS = 4096;

  private static final int LOAD_ABSOLUTE = 0x20;
  private static final int MODULO = 0x94;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int RETURN_CONSTANT = 0x06;
  private static final int RETURN_ACCUMULATOR = 0x16;

  /** SKF_AD_OFF + SKF_AD_RANDOM: loading from there gives a random number. */
  private static final int RANDOM = -0x1000 + 56;

  private Steering() {}

  /** One instruction: opcode, jump distances, constant. */
  record Instruction(int code, int whenTrue, int whenFalse, int constant) {
    private static Instruction of(int code, int constant) {
      return new Instruction(code, 0, 0, constant);
    }
  }

  /** Takes a random member of the list; the last instruction catches what cannot be. */
  static List<Instruction> program(int[] members) {
    List<Instruction> program = new ArrayList<>();
    program.add(Instruction.of(LOAD_ABSOLUTE, RANDOM));
    program.add(Instruction.of(MODULO, members.length));
    for (int i = 0; i < members.length - 1; i++) {
      program.add(new Instruction(JUMP_IF_EQUAL, 0, 1, i));
      program.add(Instruction.of(RETURN_CONSTANT, members[i]));
    }
    program.add(Instruction.of(RETURN_CONSTANT, members[members.length - 1]));
    return program;
  }

  private static List<Instruction> anyOf(int groupSize) {
    return List.of(
        Instruction.of(LOAD_ABSOLUTE, RANDOM),
        Instruction.of(MODULO, groupSize),
        Instruction.of(RETURN_ACCUMULATOR, 0));
  }

  static void steer(int socket, int[] live, int groupSize) {
    if (groupSize < 1 || IntStream.of(live).anyMatch(i -> i < 0 || i >= groupSize)) {
      throw new IllegalArgumentException("members beyond a group of " + groupSize);
    }
    boolean all = live.length == 0 || IntStream.of(live).distinct().count() == groupSize;
    attach(socket, all ? anyOf(groupSize) : program(live));
  }

  private static void attach(int socket, List<Instruction> program) {
    if (program.size() > MAX_INSTRUCTIONS) {
      throw new HostException("cannot steer connections among so many instances (at most 2000)");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment code = arena.allocate(8L * program.size(), 8);
      for (int i = 0; i < program.size(); i++) {
        Instruction instruction = program.get(i);
        code.set(ValueLayout.JAVA_SHORT, 8L * i, (short) instruction.code());
        code.set(ValueLayout.JAVA_BYTE, 8L * i + 2, (byte) instruction.whenTrue());
        code.set(ValueLayout.JAVA_BYTE, 8L * i + 3, (byte) instruction.whenFalse());
        code.set(ValueLayout.JAVA_INT, 8L * i + 4, instruction.constant());
      }
      MemorySegment fprog = arena.allocate(16, 8);
      fprog.set(ValueLayout.JAVA_SHORT, 0, (short) program.size());
      fprog.set(ValueLayout.JAVA_LONG, 8, code.address());
      Libc.check(
          Libc.call(
              Function.SETSOCKOPT,
              socket,
              Sockets.SOL_SOCKET,
              SO_ATTACH_REUSEPORT_CBPF,
              fprog.address(),
              16,
              0),
          "cannot steer connections");
    }
  }
}
