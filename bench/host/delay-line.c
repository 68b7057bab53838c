/*
 * A delay line between two TUN devices, for kernels without netem: each packet that enters one leaves the other DELAY ms later.
 * usage: delay-line DELAY_MS NEAR_DEVICE FAR_DEVICE
 * Makes both devices, prints "ready", and ends with its standard input, which takes the devices along. No loss, no limit of the rate.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { MAX_PACKET = 65536, SLOTS = 16384, BURST = 64 };

struct packet {
    long long due;
    int length;
    unsigned char *bytes;
};

/* What is under way in one direction, oldest first. */
struct queue {
    struct packet slot[SLOTS];
    unsigned head, tail;
};

static struct queue queues[2];

static long long now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int open_device(const char *name) {
    struct ifreq request;
    int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
    memset(&request, 0, sizeof request);
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    if (fd < 0 || ioctl(fd, TUNSETIFF, &request) < 0) {
        perror(name);
        exit(1);
    }
    return fd;
}

/* Sends what is due; returns when the next packet is, or a second from now. */
static long long send_due(struct queue *q, int out) {
    long long now = now_ns();
    while (q->head != q->tail && q->slot[q->head % SLOTS].due <= now) {
        struct packet *p = &q->slot[q->head++ % SLOTS];
        if (write(out, p->bytes, p->length) < 0 && errno != EAGAIN && errno != EIO) perror("write");
        free(p->bytes);
    }
    return q->head == q->tail ? now + 1000000000LL : q->slot[q->head % SLOTS].due;
}

static void take_in(struct queue *q, int in, long long delay) {
    static unsigned char buffer[MAX_PACKET];
    for (int i = 0; i < BURST; i++) {
        ssize_t length = read(in, buffer, sizeof buffer);
        if (length <= 0) return;
        if (q->tail - q->head >= SLOTS) continue; /* full: dropped, as a router would */
        struct packet *p = &q->slot[q->tail++ % SLOTS];
        p->bytes = malloc(length);
        memcpy(p->bytes, buffer, length);
        p->length = length;
        p->due = now_ns() + delay;
    }
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: delay-line DELAY_MS NEAR_DEVICE FAR_DEVICE\n");
        return 2;
    }
    long long delay = atof(argv[1]) * 1e6;
    int device[2] = { open_device(argv[2]), open_device(argv[3]) };
    puts("ready");
    fflush(stdout);
    for (;;) {
        long long near = send_due(&queues[0], device[1]), far = send_due(&queues[1], device[0]);
        long long wait = (near < far ? near : far) - now_ns();
        if (wait < 0) wait = 0;
        struct timespec timeout = { wait / 1000000000LL, wait % 1000000000LL };
        struct pollfd ready[3] = { { device[0], POLLIN, 0 }, { device[1], POLLIN, 0 }, { 0, POLLIN, 0 } };
        if (ppoll(ready, 3, &timeout, 0) < 0 && errno != EINTR) return 1;
        if (ready[2].revents) return 0; /* nothing is ever written there: its other end is gone */
        for (int side = 0; side < 2; side++)
            if (ready[side].revents & POLLIN) take_in(&queues[side], device[side], delay);
    }
}
