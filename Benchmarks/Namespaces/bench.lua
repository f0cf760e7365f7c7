#!lua name=bench
-- What Bench.swift and Tally.swift do, as functions of Redis.
local total = 0

redis.register_function{
    function_name = 'echo', flags = {'no-writes'},
    callback = function(keys, args) return args[1] end
}
redis.register_function{
    function_name = 'sum', flags = {'no-writes'},
    callback = function(keys, args) return tonumber(args[1]) + tonumber(args[2]) end
}
redis.register_function{
    function_name = 'add', flags = {'no-writes'},
    callback = function(keys, args)
        local number = tonumber(args[1])
        total = total + number
        return number
    end
}
