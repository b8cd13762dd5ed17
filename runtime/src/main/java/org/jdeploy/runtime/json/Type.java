package org.jdeploy.runtime.json;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a key takes. */
public sealed interface Type {

  /**
   * A string.
   *
   * @param form what it must match, if anything
   * @param meaning completes "expected …": {@code "an absolute path"}
   * @param shell its own {@code $} signs are the shell's
   */
  record Text(Optional<Pattern> form, String meaning, boolean shell) implements Type {}

  /** True or false. */
  record Flag() implements Type {}

  /** A whole number. */
  record Whole(long least, long most) implements Type {}

  /** A number. */
  record Decimal(double least, double most) implements Type {}

  /** A duration such as {@code "10s"}. */
  record Time(Duration least, Duration most) implements Type {}

  /** A number of bytes such as {@code "50MB"}. */
  record Size() implements Type {}

  /** One of some words. */
  record Choice(List<String> words) implements Type {
    public Choice {
      words = List.copyOf(words);
    }
  }

  /** A string, a number or a flag, taken as a string: values of environment variables. */
  record Scalar() implements Type {}

  /** A command: shell words in one string, or an array of words. */
  record Command() implements Type {}

  /** An array. */
  record ListOf(Type item) implements Type {}

  /**
   * An object whose names are the user's.
   *
   * @param name what a name may be: a {@link Text} or a {@link Choice}
   * @param called what a name is, for documents: {@code "NAME"}
   */
  record MapOf(Type name, String called, Type value) implements Type {
    public MapOf {
      if (!(name instanceof Text || name instanceof Choice)) {
        throw new IllegalArgumentException("names are texts");
      }
    }
  }

  /**
   * An object with the keys of a table.
   *
   * @param overlay it is merged over another object: nothing is required, {@code null} removes,
   *     {@code "+key"} appends
   */
  record ObjectOf(KeyTable table, boolean overlay) implements Type {}

  /** Whatever one of these takes. */
  record AnyOf(List<Type> options) implements Type {
    public AnyOf {
      options = List.copyOf(options);
    }
  }

  /** Any JSON value. */
  record Anything() implements Type {}

  static Type text() {
    return new Text(Optional.empty(), "a string", false);
  }

  static Type shell() {
    return new Text(Optional.empty(), "a shell command", true);
  }

  static Type flag() {
    return new Flag();
  }

  static Type scalar() {
    return new Scalar();
  }

  static Type size() {
    return new Size();
  }

  static Type command() {
    return new Command();
  }

  static Type anything() {
    return new Anything();
  }

  static Text text(String regex, String meaning) {
    return new Text(Optional.of(Pattern.compile(regex)), meaning, false);
  }

  static Type whole(long least, long most) {
    return new Whole(least, most);
  }

  /** A duration from zero to a year. */
  static Type time() {
    return new Time(Duration.ZERO, Duration.ofDays(365));
  }

  static Type time(Duration least) {
    return new Time(least, Duration.ofDays(365));
  }

  static Type choice(String... words) {
    return new Choice(List.of(words));
  }

  static Type listOf(Type item) {
    return new ListOf(item);
  }

  static Type object(KeyTable table) {
    return new ObjectOf(table, false);
  }

  static Type overlay(KeyTable table) {
    return new ObjectOf(table, true);
  }

  /** One, or an array of such. */
  static Type oneOrMore(Type item) {
    return new AnyOf(List.of(item, new ListOf(item)));
  }

  static Type anyOf(Type... options) {
    return new AnyOf(List.of(options));
  }

  /** Completes "expected …". */
  default String expected() {
    return switch (this) {
      case Text text -> text.meaning();
      case Flag() -> "true or false";
      case Whole(long least, long most) ->
          most == Long.MAX_VALUE || most == Integer.MAX_VALUE
              ? "a whole number from " + least
              : "a whole number from " + least + " to " + most;
      case Decimal(double least, double most) ->
          "a number from " + number(least) + " to " + number(most);
      case Time(Duration least, Duration _) ->
          least.isZero()
              ? "a duration such as \"10s\", \"500ms\" or \"5m\""
              : "a duration such as \"10s\" or \"5m\", " + DurationText.print(least) + " or more";
      case Size() -> "a size such as \"50MB\"";
      case Choice(List<String> words) ->
          words.size() == 1
              ? "\"" + words.getFirst() + "\""
              : "one of "
                  + words.stream().map(word -> '"' + word + '"').collect(Collectors.joining(", "));
      case Scalar() -> "a string or a number";
      case Command() -> "a command (a string or an array of words)";
      case ListOf(Type item) -> "an array, each item " + item.expected();
      case MapOf map -> "an object of " + map.called();
      case ObjectOf object -> "an object (" + object.table().title() + ")";
      case AnyOf(List<Type> options) ->
          options.stream().map(Type::expected).collect(Collectors.joining(" or "));
      case Anything() -> "any value";
    };
  }

  private static String number(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }
}
