/// A value that belongs to one thread, carried by a task or a closure that runs on that thread alone.
///
/// The compiler can't see that a worker's executor has one thread, so whoever makes one of these vouches for it.
package struct Confined<Value>: @unchecked Sendable {
    package let value: Value

    package init(_ value: Value) { self.value = value }
}
