// The type is public, so that its conformance is too.
public import ArgumentParser
public import GedisSettings

extension ReportingSettings.LogLevel: ExpressibleByArgument {}
