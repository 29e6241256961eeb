package io.cleave.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.metrics.RefusalCause;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ErrorsPageTest {
  private static final Pattern CODE = Pattern.compile("`([^`(]+)(?:\\(\\))?`");
  private static final int FIELDS = 2;

  private final Page page = Page.read("docs/reference/errors.md");
  private final List<List<String>> rows = page.table("exception");

  @Test
  void namesEveryPublicExceptionAndNoOther() {
    assertThat(rows.stream().map(row -> codes(row.get(0)).get(0)))
        .containsExactlyInAnyOrderElementsOf(exceptions().map(Class::getSimpleName).toList());
  }

  @Test
  void namesEveryField() {
    for (List<String> row : rows) {
      Class<?> exception = Exported.named(codes(row.get(0)).get(0));
      assertThat(codes(row.get(FIELDS)))
          .as(exception.getSimpleName())
          .containsExactlyInAnyOrderElementsOf(fields(exception));
    }
  }

  @Test
  void saysForEachWhoThrowsItAndWhatHappensThen() {
    assertThat(rows).allSatisfy(row -> assertThat(row).hasSize(4).doesNotContain(""));
  }

  @Test
  void saysForEachWhatToDo() {
    String advice = page.table("you see").toString();
    assertThat(exceptions().filter(type -> !Modifier.isAbstract(type.getModifiers())))
        .allSatisfy(type -> assertThat(advice).contains("`" + type.getSimpleName() + "`"));
  }

  @Test
  void namesEveryCauseOfARefusal() {
    assertThat(page.table("cause").stream().map(row -> row.get(0).replace("`", "")))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(RefusalCause.values()).map(Enum::name).toList());
  }

  private static Stream<Class<?>> exceptions() {
    return Exported.classes().stream()
        .filter(Throwable.class::isAssignableFrom)
        .filter(type -> Modifier.isPublic(type.getModifiers()));
  }

  private static List<String> fields(Class<?> exception) {
    return Arrays.stream(exception.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()))
        .filter(method -> method.getParameterCount() == 0)
        .map(Method::getName)
        .filter(name -> !name.equals("fillInStackTrace"))
        .toList();
  }

  private static List<String> codes(String cell) {
    return CODE.matcher(cell).results().map((MatchResult code) -> code.group(1)).toList();
  }
}
