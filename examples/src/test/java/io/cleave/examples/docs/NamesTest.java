package io.cleave.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Member;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Classes and members that pages name between single ticks are there. */
final class NamesTest {
  private static final Pattern MEMBER = Pattern.compile("\\b([A-Z]\\w+)\\.(\\w+)");

  @Test
  void everyMemberOfOursThatAPageNamesIsThere() {
    assertThat(problems(Page.all())).isEmpty();
  }

  @Test
  void findsMemberThatIsNotThere() {
    Page page = Page.of("x.md", "`FrameFormat.of(x)`, `FrameFormat.off` and `Duration.off`");
    assertThat(problems(List.of(page))).containsExactly("x.md: no FrameFormat.off");
  }

  private static List<String> problems(List<Page> pages) {
    return pages.stream()
        .flatMap(
            page ->
                page.inlineCode().stream()
                    .flatMap(code -> MEMBER.matcher(code).results())
                    .filter(member -> !isThere(member.group(1), member.group(2)))
                    .map(member -> page.name() + ": no " + member.group()))
        .toList();
  }

  /** A class of somebody else may have any member. */
  private static boolean isThere(String type, String member) {
    List<Class<?>> named =
        Exported.classes().stream().filter(c -> c.getSimpleName().equals(type)).toList();
    return named.isEmpty() || named.stream().anyMatch(c -> members(c).anyMatch(member::equals));
  }

  private static Stream<String> members(Class<?> type) {
    Stream<Member> own =
        Stream.of(type.getDeclaredMethods(), type.getDeclaredFields(), type.getMethods())
            .flatMap(Arrays::stream);
    Stream<String> nested = Arrays.stream(type.getDeclaredClasses()).map(Class::getSimpleName);
    return Stream.concat(own.map(Member::getName), nested);
  }
}
