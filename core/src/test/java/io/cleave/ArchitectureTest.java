package io.cleave;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The floor plan as rules: who may import whom, and what nobody may import. */
@AnalyzeClasses(packages = "io.cleave", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule aFloorImportsOnlyFloorsBelowIt =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("metrics")
          .definedBy("io.cleave.metrics..")
          .layer("wire")
          .definedBy("io.cleave.wire..")
          .layer("frame")
          .definedBy("io.cleave.frame..")
          .layer("header")
          .definedBy("io.cleave.header..")
          .layer("body")
          .definedBy("io.cleave.body..")
          .layer("message")
          .definedBy("io.cleave.message..")
          .layer("connection")
          .definedBy("io.cleave.connection..")
          .layer("exchange")
          .definedBy("io.cleave.exchange..")
          .layer("endpoint")
          .definedBy("io.cleave.endpoint..")
          .whereLayer("metrics")
          .mayNotAccessAnyLayer()
          .whereLayer("wire")
          .mayNotAccessAnyLayer()
          .whereLayer("header")
          .mayNotAccessAnyLayer()
          .whereLayer("body")
          .mayNotAccessAnyLayer()
          .whereLayer("frame")
          .mayOnlyAccessLayers("wire", "metrics")
          .whereLayer("message")
          .mayOnlyAccessLayers("header", "body", "frame", "wire", "metrics")
          .whereLayer("connection")
          .mayOnlyAccessLayers("message", "header", "body", "frame", "wire", "metrics")
          .whereLayer("exchange")
          .mayOnlyAccessLayers(
              "connection", "message", "header", "body", "frame", "wire", "metrics")
          .whereLayer("endpoint")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule everyPackageHasAPlaceInTheTower =
      noClasses()
          .should()
          .resideOutsideOfPackages(
              "io.cleave.metrics",
              "io.cleave.wire",
              "io.cleave.frame",
              "io.cleave.header",
              "io.cleave.body",
              "io.cleave.message",
              "io.cleave.connection",
              "io.cleave.exchange",
              "io.cleave.endpoint")
          .because("a package called common, util or impl says nothing; a floor has one subject");

  @ArchTest
  static final ArchRule jacksonStaysInHeader =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.cleave.header..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("tools.jackson..", "com.fasterxml.jackson..");

  @ArchTest
  static final ArchRule jacksonIsNeverFedPiecemeal =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("tools.jackson.core.async..", "tools.jackson.core.json.async.."))
          .orShould()
          .callMethodWhere(target(nameStartingWith("createNonBlocking")))
          .because("a header is complete before it is parsed; the other parser has other limits");

  @ArchTest
  static final ArchRule nobodyTrustsEveryCertificate =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("io.netty.handler.ssl.util.InsecureTrustManagerFactory");

  @ArchTest
  static final ArchRule filesAreNeverReadByChunkedNioFile =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("io.netty.handler.stream.ChunkedNioFile")
          .because("it spins on a file that shrinks");
}
