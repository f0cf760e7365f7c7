/// What ratios are to be reached, at depth 1, 16 and 64; CPU ratios in brackets.
enum Goals {
    private static let goals: [String: [String: String]] = [
        "ping": ["redis PING": "≥ 1.0 / 1.5 / 2.5"],
        "sum": ["redis PING": "≥ 1.0 / 1.5 / 2.5"],
        "echo": ["redis ECHO": "≥ 1.0 / 1.5 / 2.5"],
        "async": ["redis PING": "≥ 1.0 / 1.3 / 1.8"],
        "actor": ["redis FCALL add": "≥ 1.1 / 2.5 / 4"],
        "get": ["redis GET": "≥ 1.0 / 1.3 / 1.5 (≤ 0.7)"],
        "get-sqlite": ["redis GET": "≥ 0.5 / 0.4 / 0.35"],
        "set-sqlite": ["redis SET, appendfsync always": "≥ 1.0"],
        "get-redis": ["redis GET": "≥ 0.45"],
        "set-redis": ["redis SET": "≥ 0.45"],
        "http": ["nio hello": "≥ 0.8 / 1.2 / 1.5"],
        "websocket": ["gedis sum over TCP": "≥ 0.85"],
        "publish-1": ["redis PUBLISH": "≥ 1.0"],
        "publish-100": ["redis PUBLISH": "≥ 1.5"],
        "publish-1000": ["redis PUBLISH": "≥ 1.5"],
        "threads": ["gedis work, one thread": "≥ 1.9"],
        "cores-ping": ["gedis one thread, one core": "≥ 1.9"],
        "cores-work": ["gedis one thread, one core": "≥ 1.9"],
        "handshakes": ["redis full handshakes": "≥ 1.2"],
        "handshakes-resumed": ["redis resumed handshakes": "≥ 3"],
        "connections": ["gedis PING, 10 connections": "≥ 0.9", "gedis PING, 1,000 connections": "≥ 0.9"],
        "namespaces": ["gedis with one": "≥ 0.97"],
        "namespaces-call": ["gedis with one": "≥ 0.97"],
    ]

    /// What is asked of a row against one of its rivals; empty where nothing is.
    static func of(_ row: String, _ rival: String) -> String { goals[row]?[rival] ?? "" }
}
