import FoundationEssentials
import GedisConfig

// What the server runs by, for those who compare it with the repo.

extension ServerHost {
    /// Keeps what the server has taken over.
    ///
    /// - Parameters:
    ///   - definitions: the texts of the definitions, as they were read before they were taken over
    ///   - isStart: whether the process begins to serve by them, so that keys count that only a restart takes over
    func keep(_ definitions: ServedState.Definitions?, isStart: Bool = false) {
        let record = ServedRecord(of: name, in: workspace)
        let old = record.state
        guard let definitions = outdated.isEmpty ? definitions : old?.definitions else { return }
        let isFirst = isStart || old == nil
        var state = ServedState(
            definitions: definitions, started: isFirst ? definitions.server : old?.started ?? definitions.server,
            startedLayers: isFirst ? definitions.layers : old?.startedLayers, environment: workspace.repo.environment,
            sources: old?.sources ?? [:], shared: [:], isEarlier: workspace.repo.earlierState != nil)
        state.use(self.state.sources, servedAsBefore: self.state.failures.filter(\.isServedAsBefore).map(\.namespace))
        record.keep(state)
        if !state.isEarlier { try? FileManager.default.removeItem(atPath: workspace.files(of: name).earlierState) }
    }
}
