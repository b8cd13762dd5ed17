package org.jdeploy.deployer.template;

import freemarker.cache.TemplateLoader;
import freemarker.core.InvalidReferenceException;
import freemarker.core.ParseException;
import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.DefaultObjectWrapper;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import freemarker.template.TemplateModelException;
import freemarker.template.TemplateNotFoundException;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Renders FreeMarker templates the same everywhere: numbers and booleans as computers write them,
 * no locale, no classes, undefined names are errors.
 */
public final class Renderer {
  private final Configuration configuration;

  /**
   * @param find a template's text by its name
   */
  public Renderer(Function<String, Optional<Found>> find) {
    configuration = new Configuration(Configuration.VERSION_2_3_34);
    configuration.setTemplateLoader(new Loader(find));
    configuration.setLocalizedLookup(false);
    configuration.setDefaultEncoding("UTF-8");
    configuration.setLocale(Locale.ROOT);
    configuration.setNumberFormat("computer");
    configuration.setBooleanFormat("c");
    configuration.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
    configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
    configuration.setLogTemplateExceptions(false);
    configuration.setWrapUncheckedExceptions(true);
    configuration.setObjectWrapper(new DefaultObjectWrapper(Configuration.VERSION_2_3_34));
  }

  /**
   * A template.
   *
   * @param file how a person calls it
   */
  public record Found(String file, String text) {}

  /**
   * A rendered text.
   *
   * @param secret it may hold a secret
   */
  public record Rendered(String text, boolean secret) {}

  /**
   * Renders one template. Strings in the model that mention {@code ${secret.NAME}} are resolved
   * when they are printed. A target that ends with {@code .json} must be JSON.
   *
   * @throws RenderException with file, line and what to do
   */
  public Rendered render(String name, String target, Map<String, ?> model, Secrets secrets) {
    UsedSecrets used = new UsedSecrets(secrets);
    Map<String, @Nullable Object> root = new HashMap<>();
    model.forEach((key, value) -> root.put(key, veiled(value, used)));
    root.put("secret", used);
    root.put("json", new JsonMethod());
    StringWriter out = new StringWriter();
    try {
      Template template = configuration.getTemplate(name);
      template.process(root, out);
    } catch (TemplateNotFoundException e) {
      throw problem(
          "template " + name + ": there is no deploy/templates/" + name + " and no built-in one");
    } catch (ParseException e) {
      throw problem(
          file(name)
              + ":"
              + e.getLineNumber()
              + ":"
              + e.getColumnNumber()
              + ": "
              + first(e.getEditorMessage()));
    } catch (TemplateException e) {
      throw problem(
          file(name) + ":" + e.getLineNumber() + ":" + e.getColumnNumber() + ": " + said(e));
    } catch (IOException e) {
      throw problem("template " + name + ": " + e.getMessage());
    }
    String text = out.toString();
    if (target.endsWith(".json")) {
      try {
        Json.parseRelaxed(text, target);
      } catch (JsonSyntaxException e) {
        throw problem(
            "template %s renders no JSON: line %d, column %d of %s: %s"
                .formatted(file(name), e.at().line(), e.at().column(), target, e.getMessage()));
      }
    }
    return new Rendered(text, used.used());
  }

  private @Nullable Object veiled(@Nullable Object value, UsedSecrets secrets) {
    return switch (value) {
      case null -> null;
      case String text -> SecretText.isOpen(text) ? new SecretText(text, secrets) : text;
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> copy = new java.util.LinkedHashMap<>();
        map.forEach((key, member) -> copy.put(String.valueOf(key), veiled(member, secrets)));
        yield copy;
      }
      case List<?> list -> list.stream().map(item -> veiled(item, secrets)).toList();
      default -> value;
    };
  }

  private String file(String name) {
    Loader loader = (Loader) configuration.getTemplateLoader();
    return loader.find.apply(name).map(Found::file).orElse(name);
  }

  private static String said(TemplateException e) {
    if (e instanceof InvalidReferenceException) {
      return "\""
          + e.getBlamedExpressionString()
          + "\" is not defined: set it (vars in deploy.json), or give a default: ${"
          + e.getBlamedExpressionString()
          + "!\"…\"}";
    }
    Throwable cause = e.getCause();
    return cause instanceof TemplateModelException model
        ? first(model.getMessageWithoutStackTop())
        : first(e.getMessageWithoutStackTop());
  }

  private static String first(@Nullable String message) {
    String text = message == null ? "it cannot be rendered" : message;
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  private static RenderException problem(String text) {
    return new RenderException(List.of(text));
  }

  /** Hands out templates; a text never changes while a renderer lives. */
  private record Loader(Function<String, Optional<Found>> find) implements TemplateLoader {
    @Override
    public @Nullable Object findTemplateSource(String name) {
      return find.apply(name).orElse(null);
    }

    @Override
    public long getLastModified(Object source) {
      return 0;
    }

    @Override
    public Reader getReader(Object source, String encoding) {
      return new StringReader(((Found) source).text());
    }

    @Override
    public void closeTemplateSource(Object source) {}
  }
}
