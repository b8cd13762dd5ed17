package org.jdeploy.deployer.template;

import freemarker.template.TemplateBooleanModel;
import freemarker.template.TemplateHashModelEx;
import freemarker.template.TemplateMethodModelEx;
import freemarker.template.TemplateModel;
import freemarker.template.TemplateModelException;
import freemarker.template.TemplateModelIterator;
import freemarker.template.TemplateNumberModel;
import freemarker.template.TemplateScalarModel;
import freemarker.template.TemplateSequenceModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdeploy.runtime.json.Json;
import org.jspecify.annotations.Nullable;

/** {@code json(value)} in a template: the value as JSON. */
final class JsonMethod implements TemplateMethodModelEx {

  @Override
  public Object exec(@SuppressWarnings("rawtypes") List arguments) throws TemplateModelException {
    if (arguments.size() != 1) {
      throw new TemplateModelException("json(value) takes one value");
    }
    return Json.compact(plain((TemplateModel) arguments.getFirst()));
  }

  private static @Nullable Object plain(@Nullable TemplateModel model)
      throws TemplateModelException {
    return switch (model) {
      case null -> null;
      case TemplateHashModelEx hash -> {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        TemplateModelIterator names = hash.keys().iterator();
        while (names.hasNext()) {
          String name = ((TemplateScalarModel) names.next()).getAsString();
          members.put(name, plain(hash.get(name)));
        }
        yield members;
      }
      case TemplateSequenceModel sequence -> {
        List<@Nullable Object> items = new ArrayList<>();
        for (int i = 0; i < sequence.size(); i++) {
          items.add(plain(sequence.get(i)));
        }
        yield items;
      }
      case TemplateNumberModel number -> number.getAsNumber();
      case TemplateBooleanModel flag -> flag.getAsBoolean();
      case TemplateScalarModel text -> text.getAsString();
      default -> throw new TemplateModelException("json(value) cannot write this kind of value");
    };
  }
}
