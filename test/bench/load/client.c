/*
 * A bare closed-loop client, for what the kernel alone takes of a core: a write and a read for each request, and nothing else.
 *
 *   client PORT CONNECTIONS SECONDS
 *
 * Takes whatever it reads for a whole answer.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "common.h"

static const char REQUEST[] = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

static void ask(int fd) {
  if (send(fd, REQUEST, sizeof REQUEST - 1, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) fail("send");
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int poller = epoll_create1(0);
  for (int i = 0; i < atoi(argv[2]); i++) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) fail("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &(struct epoll_event){.events = EPOLLIN, .data.fd = fd});
    ask(fd);
  }
  int64_t end = now_ns() + (int64_t)(atof(argv[3]) * 1e9), answered = 0;
  while (now_ns() < end) {
    struct epoll_event events[256];
    char buffer[4096];
    int ready = epoll_wait(poller, events, 256, 100);
    for (int i = 0; i < ready; i++) {
      if (recv(events[i].data.fd, buffer, sizeof buffer, MSG_DONTWAIT) <= 0) fail("recv");
      answered++;
      ask(events[i].data.fd);
    }
  }
  printf("{\"answered\":%lld}\n", (long long)answered);
  return 0;
}
