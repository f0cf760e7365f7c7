import ArgumentParser

// GedisKit has an Argument too, which is a command's, not the tool's.
typealias Argument = ArgumentParser.Argument
