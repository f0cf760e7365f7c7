public import GedisKit
public import NIOCore
public import NIOPosix

/// Connects when it is called first, and anew when the connection has ended.
///
/// A call whose connection ends before its reply throws a `ClientError` and is not sent again: the server may have carried it
/// out. The next call connects. Any number of tasks may call at the same time, over one connection.
public actor ReconnectingClient: CommandClient {
    private let endpoint: Client.Endpoint
    private let configuration: Client.Configuration
    private let group: any EventLoopGroup
    private var connecting: Task<Client, any Error>?

    /// Describes what to connect to; nothing is opened yet.
    ///
    /// - Parameters:
    ///   - endpoint: where the server listens
    ///   - configuration: how to connect
    ///   - group: the event loops, one of which a connection runs on
    public init(
        to endpoint: Client.Endpoint, configuration: Client.Configuration = Client.Configuration(),
        on group: any EventLoopGroup = .singletonMultiThreadedEventLoopGroup
    ) {
        self.endpoint = endpoint
        self.configuration = configuration
        self.group = group
    }

    /// A client that is connected.
    ///
    /// - Throws: what `Client.connect(to:configuration:on:)` throws.
    public func client() async throws -> Client {
        if let known = connecting {
            if case .success(let client) = await known.result, client.isOpen { return client }
            // Another call may have begun to connect meanwhile.
            if connecting == known { connecting = nil }
        }
        let current = connecting ?? connect()
        connecting = current
        do {
            return try await current.value
        } catch {
            if connecting == current { connecting = nil }
            throw error
        }
    }

    /// Sends a request and returns the reply.
    ///
    /// - Throws: `CommandError` for an error reply, `ClientError` when there is no connection or it ends first, and
    ///   `CancellationError` when the task is cancelled.
    public nonisolated func call(_ request: [[UInt8]]) async throws -> Value {
        try await client().call(request)
    }

    /// Sends requests in one go and returns their replies in the same order, error replies among them.
    ///
    /// - Throws: `ClientError` when there is no connection or it ends first, and `CancellationError` when the task is cancelled.
    public nonisolated func pipeline(_ requests: [[[UInt8]]]) async throws -> [Value] {
        try await client().pipeline(requests)
    }

    /// Ends the connection, where there is one. A later call connects anew.
    public func close() async {
        let current = connecting
        connecting = nil
        if case .success(let client) = await current?.result { await client.close() }
    }

    private func connect() -> Task<Client, any Error> {
        Task { [endpoint, configuration, group] in
            try await Client.connect(to: endpoint, configuration: configuration, on: group)
        }
    }
}
