import GedisKit

extension WorkerManifest {
    /// Whether a process with this manifest can answer the calls that are made by another one. What is only shown, such as
    /// help and default values, may differ.
    func answersLike(_ other: WorkerManifest) -> Bool {
        schedules == other.schedules && handsOn == other.handsOn && isNotified == other.isNotified
            && commands.count == other.commands.count
            && zip(commands, other.commands).allSatisfy { $0.isCalledLike($1) }
    }
}

extension WorkerManifest.Command {
    fileprivate func isCalledLike(_ other: Self) -> Bool {
        name == other.name && result == other.result && isAsynchronous == other.isAsynchronous
            && usesLanes == other.usesLanes && takesRequest == other.takesRequest && takesCaller == other.takesCaller
            && parameters.count == other.parameters.count
            && zip(parameters, other.parameters).allSatisfy { $0.isGivenLike($1) }
    }
}

extension Parameter {
    fileprivate func isGivenLike(_ other: Self) -> Bool {
        guard name == other.name, schema == other.schema else { return false }
        return switch (presence, other.presence) {
        case (.defaulted, .defaulted): true
        default: presence == other.presence
        }
    }
}
