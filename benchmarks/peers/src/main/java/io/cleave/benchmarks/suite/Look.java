package io.cleave.benchmarks.suite;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Paint;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.LevelRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;

/** Colours, fonts and lines of the charts. {@link Svg} knows a dark twin for the first four. */
final class Look {
  static final Color PAPER = new Color(0xFC, 0xFC, 0xFD);
  static final Color INK = new Color(0x1F, 0x23, 0x28);
  static final Color QUIET = new Color(0x59, 0x63, 0x6E);
  static final Color GRID = new Color(0xD8, 0xDE, 0xE4);

  // of the same weight on light and dark
  private static final Color GREEN = new Color(0x1A, 0x9E, 0x77);
  private static final Color BLUE = new Color(0x2F, 0x81, 0xF7);
  private static final Color ORANGE = new Color(0xE0, 0x6C, 0x2F);
  private static final Color GREY = new Color(0x7F, 0x8C, 0x9B);
  private static final Color[] LINES = {
    GREEN,
    BLUE,
    new Color(0x9A, 0x6D, 0xE8),
    new Color(0xC7, 0x98, 0x1B),
    ORANGE,
    new Color(0xD6, 0x4F, 0x9D),
    GREY,
  };

  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 17);
  private static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
  private static final BasicStroke THIN = new BasicStroke(1);
  private static final BasicStroke LINE =
      new BasicStroke(2.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  private static final BasicStroke MARK =
      new BasicStroke(3, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER);
  private static final double DOT = 8;

  private Look() {}

  /** An axis that doubles from line to line. */
  static LogAxis logAxis(String label) {
    LogAxis axis = new LogAxis(label);
    axis.setBase(2);
    axis.setTickUnit(new NumberTickUnit(1)); // in logarithms
    axis.setNumberFormatOverride(numbers());
    dress(axis);
    return axis;
  }

  static NumberAxis numberAxis(String label) {
    NumberAxis axis = new NumberAxis(label);
    dress(axis);
    return axis;
  }

  private static DecimalFormat numbers() {
    return new DecimalFormat("###0.##", DecimalFormatSymbols.getInstance(Locale.ROOT));
  }

  private static void dress(ValueAxis axis) {
    axis.setLabelFont(LABEL);
    axis.setTickLabelFont(LABEL);
    axis.setLabelPaint(QUIET);
    axis.setTickLabelPaint(QUIET);
    axis.setAxisLineVisible(false);
    axis.setTickMarksVisible(false);
    axis.setUpperMargin(0.1);
  }

  static XYLineAndShapeRenderer lines(int count) {
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
    renderer.setDrawSeriesLineAsPath(true);
    for (int i = 0; i < count; i++) {
      renderer.setSeriesPaint(i, LINES[i % LINES.length]);
      renderer.setSeriesStroke(i, LINE);
      renderer.setSeriesShape(i, new Ellipse2D.Double(-DOT / 2, -DOT / 2, DOT, DOT));
    }
    return renderer;
  }

  static BarRenderer labelledBars() {
    BarRenderer renderer = dressed(new BarRenderer());
    renderer.setSeriesPaint(0, GREEN);
    renderer.setSeriesPaint(1, BLUE);
    renderer.setSeriesPaint(2, GREY);
    renderer.setItemMargin(0.05);
    renderer.setDefaultItemLabelGenerator(
        new StandardCategoryItemLabelGenerator("{2}", new DecimalFormat("0")));
    renderer.setDefaultItemLabelsVisible(true);
    renderer.setDefaultItemLabelFont(LABEL);
    renderer.setDefaultItemLabelPaint(INK);
    renderer.setDefaultPositiveItemLabelPosition(
        new ItemLabelPosition(ItemLabelAnchor.OUTSIDE3, TextAnchor.CENTER_LEFT));
    return renderer;
  }

  /** Bars from 1 on, to the left or right, in the colour of what came out. */
  static BarRenderer coloredBars(List<Row.Outcome> outcomes) {
    BarRenderer renderer = dressed(new OutcomeBars(outcomes));
    renderer.setBase(1);
    return renderer;
  }

  private static BarRenderer dressed(BarRenderer renderer) {
    renderer.setBarPainter(new StandardBarPainter());
    renderer.setShadowVisible(false);
    renderer.setDrawBarOutline(false);
    renderer.setMaximumBarWidth(0.05);
    return renderer;
  }

  private static final class OutcomeBars extends BarRenderer {
    private static final long serialVersionUID = 1;

    private final transient List<Row.Outcome> outcomes;

    OutcomeBars(List<Row.Outcome> outcomes) {
      this.outcomes = outcomes;
    }

    @Override
    public Paint getItemPaint(int row, int column) {
      return color(outcomes.get(column));
    }
  }

  private static Color color(Row.Outcome outcome) {
    return switch (outcome) {
      case REACHED -> GREEN;
      case SHORT -> ORANGE;
      default -> GREY;
    };
  }

  static LevelRenderer marks() {
    LevelRenderer marks = new LevelRenderer();
    marks.setSeriesPaint(0, INK);
    marks.setSeriesStroke(0, MARK);
    marks.setMaximumItemWidth(0.08);
    return marks;
  }

  static LegendItemCollection outcomeLegend() {
    LegendItemCollection items = new LegendItemCollection();
    Shape square = new Rectangle2D.Double(-5, -5, 10, 10);
    items.add(legendItem("reached", square, color(Row.Outcome.REACHED)));
    items.add(legendItem("short", square, color(Row.Outcome.SHORT)));
    items.add(legendItem("no target, or not measured whole", square, color(Row.Outcome.SHOWN)));
    items.add(legendItem("target", new Rectangle2D.Double(-1.5, -7, 3, 14), INK));
    return items;
  }

  private static LegendItem legendItem(String text, Shape shape, Color color) {
    LegendItem item = new LegendItem(text, null, null, null, shape, color);
    item.setLabelPaint(INK);
    item.setLabelFont(LABEL);
    return item;
  }

  static JFreeChart lines(String title, XYPlot plot) {
    plot.setDomainGridlinePaint(GRID);
    plot.setDomainGridlineStroke(THIN);
    plot.setRangeGridlinePaint(GRID);
    plot.setRangeGridlineStroke(THIN);
    return chart(title, plot, RectangleEdge.RIGHT);
  }

  static JFreeChart horizontal(String title, CategoryPlot plot) {
    plot.setOrientation(PlotOrientation.HORIZONTAL);
    plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
    plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
    plot.setRangeGridlinePaint(GRID);
    plot.setRangeGridlineStroke(THIN);
    plot.getDomainAxis().setTickLabelFont(LABEL);
    plot.getDomainAxis().setTickLabelPaint(INK);
    plot.getDomainAxis().setAxisLineVisible(false);
    plot.getDomainAxis().setTickMarksVisible(false);
    plot.getDomainAxis().setMaximumCategoryLabelWidthRatio(0.5f);
    return chart(title, plot, RectangleEdge.BOTTOM);
  }

  private static JFreeChart chart(String title, Plot plot, RectangleEdge legendEdge) {
    JFreeChart chart = new JFreeChart(title, TITLE, plot, true);
    chart.setBackgroundPaint(PAPER);
    chart.getTitle().setPaint(INK);
    chart.getTitle().setMargin(0, 0, 12, 0);
    chart.setPadding(new RectangleInsets(16, 16, 16, 24));
    plot.setBackgroundPaint(PAPER);
    plot.setOutlineVisible(false);
    LegendTitle legend = chart.getLegend();
    legend.setPosition(legendEdge);
    legend.setItemFont(LABEL);
    legend.setItemPaint(INK);
    legend.setItemLabelPadding(new RectangleInsets(4, 4, 4, 10));
    legend.setBackgroundPaint(PAPER);
    legend.setFrame(BlockBorder.NONE);
    return chart;
  }
}
