/**
 * The legs of a request's way. `blocked`: from dispatch until it had a connection, without connecting itself (waiting, look-up);
 * `connect` and `tls`: of a connection opened for it, tunnels included; `send`: until the kernel had all of its bytes; `wait`: from
 * there to the first byte of the response; `receive`: from there to the last.
 */
export const REQUEST_LEGS = ['blocked', 'connect', 'tls', 'send', 'wait', 'receive'] as const;

export type RequestLeg = (typeof REQUEST_LEGS)[number];
