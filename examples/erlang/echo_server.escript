#!/usr/bin/env escript
%%! -noinput +fnu
%% Sends back what comes. Erlang itself reads and writes the lengths: {packet, 1}, {packet, 2} or {packet, 4}.
%%
%% usage: escript echo_server.escript PORT 1|2|4 [upper]           PORT 0 picks one

main([Port, Packet | Options]) ->
    {ok, Listening} = gen_tcp:listen(
        list_to_integer(Port),
        [binary, {packet, list_to_integer(Packet)}, {active, false}, {ip, {127, 0, 0, 1}}]
    ),
    {ok, Chosen} = inet:port(Listening),
    io:format("listening on 127.0.0.1:~b~n", [Chosen]),
    accept(Listening, lists:member("upper", Options)).

accept(Listening, Upper) ->
    {ok, Socket} = gen_tcp:accept(Listening),
    spawn(fun() -> serve(Socket, Upper) end),
    accept(Listening, Upper).

serve(Socket, Upper) ->
    case gen_tcp:recv(Socket, 0) of
        {ok, Request} ->
            ok = gen_tcp:send(Socket, answer(Request, Upper)),
            serve(Socket, Upper);
        {error, _} ->
            gen_tcp:close(Socket)
    end.

answer(Request, true) -> string:uppercase(Request);
answer(Request, false) -> Request.
