import ArgumentParser

/// How a listing is printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case table, json, yaml
}

/// The option that all listings have.
struct OutputOptions: ParsableArguments {
    @Option(name: [.short, .long], help: "How to print it: table, json or yaml.")
    var output = OutputFormat.table
}
