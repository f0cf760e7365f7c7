import ArgumentParser

struct ServerArgument: ParsableArguments {
    @OptionGroup var repo: RepoOptions
    @Argument(help: "The server's name.", completion: Candidates.servers) var name = "main"
}
