package org.jdeploy.runtime.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a key table says about its keys, for a terminal and as Markdown. */
public final class Docs {
  private Docs() {}

  /**
   * What there is to say about a key, in Markdown that reads well in a terminal.
   *
   * @param path dotted: {@code programs.blogd.stop} or, with any name left out, {@code
   *     programs.stop}; list positions are left out
   * @return empty when there is no such key
   */
  public static Optional<String> of(KeyTable table, String path) {
    List<String> names = List.of(path.split("\\."));
    return find(table, names, "")
        .map(entry -> {
          StringBuilder out = new StringBuilder();
          out.append("# ").append(entry.path()).append("\n\n");
          describe(out, entry.key());
          inner(entry.key().type())
              .ifPresent(keys -> {
                out.append("\nKeys:\n\n");
                keys.keys()
                    .forEach(key ->
                        out.append("- `")
                            .append(key.name())
                            .append("`: ")
                            .append(firstSentence(key.doc()))
                            .append('\n'));
              });
          return out.toString();
        });
  }

  /** Every key of the table and of the objects in it, one heading a key. */
  public static String markdown(KeyTable table) {
    StringBuilder out = new StringBuilder();
    for (Entry entry : entries(table)) {
      out.append("\n### `").append(entry.path()).append("`\n\n");
      describe(out, entry.key());
    }
    return out.substring(1);
  }

  /** Every key's path ({@code stages.NAME.servers.host}), in the order of the tables. */
  public static List<String> paths(KeyTable table) {
    return entries(table).stream().map(Entry::path).toList();
  }

  private record Entry(String path, Key key) {}

  private static List<Entry> entries(KeyTable table) {
    List<Entry> entries = new ArrayList<>();
    collect(entries, table, "", new ArrayList<>());
    return entries;
  }

  /**
   * A stage repeats the keys of the top level: an object's keys are listed where they come first.
   */
  private static void collect(
      List<Entry> entries, KeyTable table, String prefix, List<Key> already) {
    List<Key> fresh = table.keys().stream().filter(key -> !already.contains(key)).toList();
    already.addAll(fresh);
    for (Key key : fresh) {
      String path = prefix + key.name() + names(key.type());
      entries.add(new Entry(prefix + key.name(), key));
      inner(key.type()).ifPresent(inner -> collect(entries, inner, path + ".", already));
    }
  }

  private static Optional<Entry> find(KeyTable table, List<String> names, String prefix) {
    Optional<Key> found = table.find(names.getFirst());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Key key = found.get();
    List<String> rest = names.subList(1, names.size());
    if (rest.isEmpty()) {
      return Optional.of(new Entry(prefix + key.name(), key));
    }
    String path = prefix + key.name() + names(key.type()) + ".";
    Optional<KeyTable> inner = inner(key.type());
    if (inner.isEmpty()) {
      return named(key.type()) && rest.size() == 1
          ? Optional.of(new Entry(prefix + key.name(), key))
          : Optional.empty();
    }
    if (named(key.type()) && inner.get().find(rest.getFirst()).isEmpty()) {
      return rest.size() == 1
          ? Optional.of(new Entry(prefix + key.name(), key))
          : find(inner.get(), rest.subList(1, rest.size()), path);
    }
    return find(inner.get(), rest, path);
  }

  private static boolean named(Type type) {
    return type instanceof Type.MapOf;
  }

  private static String names(Type type) {
    return type instanceof Type.MapOf map ? "." + map.called() : "";
  }

  /** The keys of the objects that a type takes. */
  private static Optional<KeyTable> inner(Type type) {
    return switch (type) {
      case Type.ObjectOf(KeyTable table, boolean _) -> Optional.of(table);
      case Type.ListOf(Type item) -> inner(item);
      case Type.MapOf map -> inner(map.value());
      case Type.AnyOf(List<Type> options) ->
          options.stream().map(Docs::inner).flatMap(Optional::stream).findFirst();
      case Type.Text _,
          Type.Flag _,
          Type.Whole _,
          Type.Decimal _,
          Type.Time _,
          Type.Size _,
          Type.Choice _,
          Type.Scalar _,
          Type.Command _,
          Type.Anything _ ->
          Optional.empty();
    };
  }

  private static void describe(StringBuilder out, Key key) {
    out.append(key.doc()).append("\n\n");
    out.append("- takes: ").append(key.type().expected()).append('\n');
    if (key.required()) {
      out.append("- required\n");
    }
    key.standard()
        .ifPresent(value -> out.append("- default: `").append(Json.compact(value)).append("`\n"));
    if (!key.otherwise().isEmpty()) {
      out.append("- default: ").append(key.otherwise()).append('\n');
    }
    key.later()
        .filter(names -> !names.isEmpty())
        .ifPresent(names ->
            out.append("- filled in during the deploy: ")
                .append(
                    names.stream()
                        .sorted()
                        .map(name -> "`${" + name + ".…}`")
                        .collect(Collectors.joining(", ")))
                .append('\n'));
    out.append("- since: ").append(key.since()).append('\n');
    key.example()
        .or(() -> key.standard().map(Json::compact))
        .ifPresent(example ->
            out.append("- example: `\"")
                .append(key.name())
                .append("\": ")
                .append(example)
                .append("`\n"));
  }

  private static String firstSentence(String doc) {
    int end = doc.indexOf(". ");
    return end < 0 ? doc : doc.substring(0, end + 1);
  }
}
