import ArgumentParser
import GedisConfig
import GedisHost
import GedisSettings

/// How a server is started.
struct StartOptions: ParsableArguments {
    @Flag(help: "Load a namespace anew as soon as its source in the config repo changes.") var watch = false
    @Option(help: "From which level on events are logged, whatever log_level of the definition says.")
    var logLevel: ReportingSettings.LogLevel?

    /// The words that start its processes so.
    var start: StartWords { StartWords(isWatching: watch, logLevel: logLevel) }
}
