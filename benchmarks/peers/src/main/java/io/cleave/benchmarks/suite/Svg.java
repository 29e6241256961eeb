package io.cleave.benchmarks.suite;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.batik.dom.GenericDOMImplementation;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.JFreeChart;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Writes a chart as an SVG that has dark paper where the reader's is dark. */
final class Svg {
  private static final int WIDTH = 880;
  private static final int HEIGHT = 560;

  private static final Map<Color, String> DARK =
      Map.of(
          Look.PAPER, "#151b23",
          Look.INK, "#f0f6fc",
          Look.QUIET, "#9198a1",
          Look.GRID, "#3d444d");

  private Svg() {}

  static Path write(JFreeChart chart, Path file) throws IOException {
    Document document =
        GenericDOMImplementation.getDOMImplementation()
            .createDocument("http://www.w3.org/2000/svg", "svg", null);
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
    context.setComment(null);
    SVGGraphics2D graphics = new SVGGraphics2D(context, false);
    graphics.setSVGCanvasSize(new Dimension(WIDTH, HEIGHT));
    chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
    Element root = graphics.getRoot();
    root.setAttribute("viewBox", "0 0 " + WIDTH + " " + HEIGHT);
    root.insertBefore(darkStyle(document), root.getFirstChild());
    StringWriter text = new StringWriter();
    graphics.stream(root, text, false, false);
    return Files.writeString(file, text.toString());
  }

  /** A rule for each colour: what the library writes as attributes, a style sheet may overrule. */
  private static Element darkStyle(Document document) {
    StringBuilder rules = new StringBuilder("@media (prefers-color-scheme: dark) {");
    DARK.forEach(
        (light, dark) -> {
          String rgb =
              "rgb(" + light.getRed() + "," + light.getGreen() + "," + light.getBlue() + ")";
          rules.append("[fill=\"" + rgb + "\"]{fill:" + dark + "}");
          rules.append("[stroke=\"" + rgb + "\"]{stroke:" + dark + "}");
        });
    Element style = document.createElementNS("http://www.w3.org/2000/svg", "style");
    style.appendChild(document.createTextNode(rules.append('}').toString()));
    return style;
  }
}
