/*
 * The far end of the load benchmark: an HTTP/1.1 server on one thread that does as little as it can, and logs when each request came.
 *
 *   server instant            answers at once
 *   server stall S P L        S µs after the request; in the first L ms of every P ms it holds requests until those are over
 *   server queue S            one at a time, S µs each (M/D/1, when the arrivals are Poisson)
 *   server … tls CERT KEY     the same over TLS (compiled with -DWITH_TLS)
 *
 * Prints {"port":…,"zeroNs":…}. On stdin: `snap` prints what it has seen; `reset` forgets it; `dump FILE` writes the log: of all requests
 * when each came (int64 ns of CLOCK_MONOTONIC, as process.hrtime tells it), then how long after its time each was answered (int64 ns).
 * Ends with its stdin.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "common.h"
#ifdef WITH_TLS
#include <openssl/ssl.h>
static SSL_CTX *context;
#endif

#define LOG_CAPACITY (1 << 24)
#define MAX_FD 65536
#define PENDING (1 << 18)

static const char RESPONSE[] = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!";

struct connection {
  uint32_t generation;
  uint8_t matched; /* of "\r\n\r\n" */
#ifdef WITH_TLS
  SSL *ssl;
#endif
};
struct answer {
  int64_t due, number;
  uint32_t generation;
  int fd;
};

static struct connection connections[MAX_FD];
static struct answer pending[PENDING];
static uint32_t head, tail;
static int64_t arrivals[LOG_CAPACITY], late[LOG_CAPACITY], count, zero, service, period, stall, idle_at;
static enum { INSTANT, STALL, QUEUE } mode;
static int poller;

static void drop(int fd) {
  connections[fd].generation++;
#ifdef WITH_TLS
  if (connections[fd].ssl) SSL_free(connections[fd].ssl);
  connections[fd].ssl = NULL;
#endif
  close(fd);
}

/* -1: closed; 0: nothing more for now. */
static int receive(int fd, char *into, int size) {
#ifdef WITH_TLS
  SSL *ssl = connections[fd].ssl;
  if (ssl) {
    int got = SSL_read(ssl, into, size);
    if (got > 0) return got;
    int why = SSL_get_error(ssl, got);
    return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? 0 : -1;
  }
#endif
  int got = read(fd, into, size);
  if (got > 0) return got;
  return got < 0 && errno == EAGAIN ? 0 : -1;
}

static void respond(int fd) {
#ifdef WITH_TLS
  if (connections[fd].ssl) {
    SSL_write(connections[fd].ssl, RESPONSE, sizeof RESPONSE - 1);
    return;
  }
#endif
  if (send(fd, RESPONSE, sizeof RESPONSE - 1, MSG_NOSIGNAL) < 0 && errno != EAGAIN && errno != EPIPE && errno != ECONNRESET) fail("send");
}

/* When the answer to a request that came at `at` leaves. */
static int64_t due_at(int64_t at) {
  if (mode == QUEUE) return idle_at = (at > idle_at ? at : idle_at) + service;
  int64_t phase = (at - zero) % period;
  return (phase < stall ? at - phase + stall : at) + service;
}

static void serve(int fd, int64_t at) {
  int64_t number = count++;
  if (number < LOG_CAPACITY) arrivals[number] = at, late[number] = 0;
  if (mode == INSTANT) return respond(fd);
  if (tail - head == PENDING) fail("too many pending answers");
  pending[tail++ % PENDING] = (struct answer){due_at(at), number, connections[fd].generation, fd};
}

static void readable(int fd) {
  static char buffer[16384];
  static const char END[] = "\r\n\r\n";
  for (;;) {
    int got = receive(fd, buffer, sizeof buffer);
    if (got < 0) return drop(fd);
    if (got == 0) return;
    int64_t at = now_ns();
    struct connection *c = &connections[fd];
    for (int i = 0; i < got; i++) {
      c->matched = buffer[i] == END[c->matched] ? c->matched + 1 : buffer[i] == '\r';
      if (c->matched == 4) {
        c->matched = 0;
        serve(fd, at);
      }
    }
    /* Clients do not pipeline: what was read was all. TLS may hold more than the socket shows. */
#ifdef WITH_TLS
    if (c->ssl) continue;
#endif
    if (got < (int)sizeof buffer) return;
  }
}

static void accept_all(int listener) {
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    if (fd >= MAX_FD) {
      close(fd);
      continue;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    connections[fd].matched = 0;
#ifdef WITH_TLS
    if (context) {
      connections[fd].ssl = SSL_new(context);
      SSL_set_fd(connections[fd].ssl, fd);
      SSL_set_accept_state(connections[fd].ssl);
    }
#endif
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event) < 0) fail("epoll_ctl");
  }
}

static void snap(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  long cpu = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000L + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
  int64_t logged = count < LOG_CAPACITY ? count : LOG_CAPACITY;
  printf("{\"count\":%lld,\"firstNs\":%lld,\"lastNs\":%lld,\"nowNs\":%lld,\"cpuUs\":%ld}\n", (long long)count,
         (long long)(logged ? arrivals[0] : 0), (long long)(logged ? arrivals[logged - 1] : 0), (long long)now_ns(), cpu);
  fflush(stdout);
}

static void command(void) {
  char line[4096];
  int got = read(0, line, sizeof line - 1);
  if (got <= 0) exit(0);
  line[got] = 0;
  line[strcspn(line, "\n")] = 0;
  if (strcmp(line, "reset") == 0) count = 0;
  if (strncmp(line, "dump ", 5) == 0) {
    FILE *file = fopen(line + 5, "wb");
    if (!file) fail(line + 5);
    int64_t logged = count < LOG_CAPACITY ? count : LOG_CAPACITY;
    fwrite(arrivals, sizeof arrivals[0], logged, file);
    fwrite(late, sizeof late[0], logged, file);
    fclose(file);
  }
  snap();
}

static void answer_due(void) {
  for (int64_t now; head != tail && pending[head % PENDING].due <= (now = now_ns());) {
    struct answer *a = &pending[head++ % PENDING];
    if (a->number < LOG_CAPACITY) late[a->number] = now - a->due;
    if (connections[a->fd].generation == a->generation) respond(a->fd);
  }
}

/* A server whose answers can be told beforehand does not sleep: how long waking takes is not its secret, but the machine's. */
static int await(struct epoll_event *events, int max) {
  return epoll_wait(poller, events, max, mode == INSTANT ? -1 : 0);
}

int main(int argc, char **argv) {
  signal(SIGPIPE, SIG_IGN);
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "stall") == 0) {
      mode = STALL;
      service = atoll(argv[i + 1]) * 1000;
      period = atoll(argv[i + 2]) * 1000000;
      stall = atoll(argv[i + 3]) * 1000000;
    } else if (strcmp(argv[i], "queue") == 0) {
      mode = QUEUE;
      service = atoll(argv[i + 1]) * 1000;
#ifdef WITH_TLS
    } else if (strcmp(argv[i], "tls") == 0) {
      context = SSL_CTX_new(TLS_server_method());
      if (SSL_CTX_use_certificate_chain_file(context, argv[i + 1]) != 1 || SSL_CTX_use_PrivateKey_file(context, argv[i + 2], SSL_FILETYPE_PEM) != 1)
        fail("certificate");
#endif
    }
  }
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (bind(listener, (struct sockaddr *)&address, size) < 0 || listen(listener, 4096) < 0) fail("listen");
  getsockname(listener, (struct sockaddr *)&address, &size);
  poller = epoll_create1(0);
  epoll_ctl(poller, EPOLL_CTL_ADD, listener, &(struct epoll_event){.events = EPOLLIN, .data.fd = listener});
  epoll_ctl(poller, EPOLL_CTL_ADD, 0, &(struct epoll_event){.events = EPOLLIN, .data.fd = 0});
  zero = now_ns();
  printf("{\"port\":%d,\"zeroNs\":%lld}\n", ntohs(address.sin_port), (long long)zero);
  fflush(stdout);
  for (;;) {
    struct epoll_event events[256];
    int ready = await(events, 256);
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) accept_all(listener);
      else if (fd == 0) command();
      else readable(fd);
    }
    answer_due();
  }
}
