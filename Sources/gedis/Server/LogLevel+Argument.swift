// The type is public, so that its conformance is too.
public import ArgumentParser
public import GedisConfig

extension ServerReporting.LogLevel: ExpressibleByArgument {}
