/*
 * A bare open-loop sender, for how late an arrival must be on this machine: no parser, no histogram, no timeouts.
 *
 *   sender PORT RATE SECONDS
 *
 * Sends request i at start + i/RATE on a connection that is idle, or on a new one. Sleeps in epoll until the next is due.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "common.h"

#define MAX_CONNECTIONS 8192

static const char REQUEST[] = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
static int idle[MAX_CONNECTIONS], idles, opened, poller;
static struct sockaddr_in address = {.sin_family = AF_INET};

static int open_connection(void) {
  if (opened == MAX_CONNECTIONS) fail("too many connections");
  opened++;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) fail("connect");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
  epoll_ctl(poller, EPOLL_CTL_ADD, fd, &(struct epoll_event){.events = EPOLLIN, .data.fd = fd});
  return fd;
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  address.sin_port = htons(atoi(argv[1]));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  double rate = atof(argv[2]);
  int64_t total = rate * atof(argv[3]), sent = 0, answered = 0;
  /* The kernel may otherwise add 50 µs to a sleep. */
  prctl(PR_SET_TIMERSLACK, 1);
  poller = epoll_create1(0);
  for (int i = 0; i < 16; i++) idle[idles++] = open_connection();
  int64_t start = now_ns() + 100000000, end = start + (int64_t)(atof(argv[3]) * 1e9) + 2000000000;
  while (answered < total && now_ns() < end) {
    int64_t now = now_ns();
    while (sent < total && start + (int64_t)(sent * 1e9 / rate) <= now) {
      int fd = idles > 0 ? idle[--idles] : open_connection();
      if (send(fd, REQUEST, sizeof REQUEST - 1, MSG_NOSIGNAL) < 0) fail("send");
      sent++;
    }
    int64_t left = (sent < total ? start + (int64_t)(sent * 1e9 / rate) : end) - now_ns();
    if (left < 0) left = 0;
    struct timespec timeout = {left / 1000000000, left % 1000000000};
    struct epoll_event events[256];
    int ready = epoll_pwait2(poller, events, 256, &timeout, NULL);
    for (int i = 0; i < ready; i++) {
      char buffer[4096];
      if (recv(events[i].data.fd, buffer, sizeof buffer, 0) <= 0) fail("recv");
      idle[idles++] = events[i].data.fd;
      answered++;
    }
  }
  printf("{\"sent\":%lld,\"answered\":%lld,\"connections\":%d}\n", (long long)sent, (long long)answered, opened);
  return 0;
}
