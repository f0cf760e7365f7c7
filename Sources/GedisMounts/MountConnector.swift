import GedisClient
import GedisCore
import GedisKit
import GedisSockets

/// Connects to a mounted server.
struct MountConnector: Sendable {
    let plan: MountPlan
    /// Where the server is now.
    let resolve: @Sendable () async throws -> Client.Endpoint

    /// A socket for calls that are sent on as they come.
    func socket() async -> Result<RelayTarget.Socket, RelayFailure> {
        do {
            let endpoint = try await resolve()
            let context = try plan.tls.map { try Encryption($0, endpoint).context }
            let result =
                switch endpoint {
                case .tcp(let host, let port):
                    await OutgoingSocket.connect(to: host, port: port, within: plan.timeout)
                case .unix(let path): await OutgoingSocket.connect(toPath: path, within: plan.timeout)
                }
            switch result {
            case .success(let descriptor):
                return .success(
                    RelayTarget.Socket(
                        descriptor: descriptor, address: "\(endpoint)", tls: context,
                        authentication: plan.authentication))
            case .failure(let failure):
                return .failure(RelayFailure("could not connect to \(endpoint): \(failure)"))
            }
        } catch {
            return .failure(RelayFailure(error))
        }
    }

    /// A client, which speaks RESP3 where the server does.
    ///
    /// - Throws: `ClientError`, and what says where the server is.
    func client() async throws -> Client {
        let endpoint = try await resolve()
        do {
            return try await Client.connect(to: endpoint, configuration: plan.client)
        } catch let error as ClientError where error.code == .protocolError {
            var configuration = plan.client
            configuration.version = .resp2
            return try await Client.connect(to: endpoint, configuration: configuration)
        }
    }
}

extension RelayFailure {
    /// Why a server is not there.
    init(_ error: any Error) { self.init("\(error)") }
}
