import GedisConfig
import GedisSettings
import Testing

@testable import GedisHost

/// What the repo says otherwise than a server has taken over, and what is to be done then.
@Suite struct RepoStateTests {
    private func served(_ state: RepoState, started: ServerDefinition? = nil) -> RepoState.Served {
        RepoState.Served(started: started ?? state.definition, taken: state)
    }

    private func state(_ change: (inout RepoState) -> Void = { _ in }) -> RepoState {
        var definition = ServerDefinition()
        definition.dbclientInstance = "data"
        var state = RepoState(
            definition: definition, backend: BackendDefinition(), others: ["client/far.yaml": "port: 1"],
            sources: ["calc": "1", "shop": "2"])
        change(&state)
        return state
    }

    private func plan(_ changed: RepoState, since served: RepoState.Served) -> ServerPlan {
        ServerPlan("main", for: changed.changes(since: served))
    }

    @Test func whatIsTheSameIsNothingToDo() {
        let plan = plan(state(), since: served(state()))
        #expect(plan.action == .nothing)
        #expect(plan.reasons == [])
    }

    @Test func aKeySaysByItselfWhatTakesItOver() {
        let reloaded = plan(state { $0.definition.limits.maxConnections = 5 }, since: served(state()))
        #expect(reloaded.action == .reload)
        #expect(reloaded.reasons == ["~ max_connections"])
        let restarted = plan(
            state {
                $0.definition.limits.maxConnections = 5
                $0.definition.port = 5
            }, since: served(state()))
        #expect(restarted.action == .restart)
        #expect(restarted.reasons == ["~ port", "~ max_connections"])
    }

    @Test func whatAReloadDidNotTakeOverWaitsForARestart() {
        let new = state { $0.definition.port = 5 }
        let plan = plan(new, since: served(new, started: state().definition))
        #expect(plan.action == .restart)
        #expect(plan.reasons == ["~ port"])
    }

    @Test func whatWasTakenBackDoesNotWait() {
        // It was reloaded with another port, which is the first one again.
        let reloaded = state { $0.definition.port = 5 }
        #expect(plan(state(), since: served(reloaded, started: state().definition)).action == .nothing)
    }

    @Test func sourcesAndOtherDefinitionsAreReloaded() {
        let plan = plan(
            state {
                $0.sources = ["calc": "9", "tools": "3"]
                $0.others["client/far.yaml"] = "port: 2"
                $0.backend?.settings["path"] = "/x"
            }, since: served(state()))
        #expect(plan.action == .reload)
        #expect(
            plan.reasons == [
                "~ backend data: path", "~ definition client/far.yaml", "~ namespace calc", "- namespace shop",
                "+ namespace tools",
            ])
    }

    @Test func anotherBackendIsAKeyOfTheServer() {
        let plan = plan(
            state {
                $0.definition.dbclientInstance = "other"
                $0.backend?.settings["path"] = "/x"
            }, since: served(state()))
        #expect(plan.action == .restart)
        #expect(plan.reasons == ["~ dbclient_instance"])
    }
}
