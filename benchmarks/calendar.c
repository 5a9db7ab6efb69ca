/* The same network in one page of C: about the least that a calendar of events can cost on this machine.
 *
 *   calendar SEED NETWORK RECORDS    NETWORK: as benchmarks/network.py describes it
 *
 * The calendar is a binary heap of (time, sequence) in an array; queues are first come, first served; draws are
 * keyed by who, what and which visit, as in src/socsim/model/draws.py. RECORDS becomes pairs of doubles: when a
 * piece of work began and how long it had waited. Prints CPU seconds, from the first draw to the last record, and
 * what the system says of its memory before and after.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define GOLDEN 0x9E3779B97F4A7C15u
enum { GAP = 1000, KIND, WORK, AGAIN }; /* what a draw is for */

typedef struct { double mean, again; long free, first, last; int onward; } Pool;
typedef struct { uint64_t key; double ready; long visit, next; int pool; } Need;
typedef struct { double time; uint64_t sequence; long need; } Event; /* need -1: the next client comes */

static double now, rate, chance[64], (*records)[2];
static Pool pools[256];
static Need *needs;
static Event *heap;
static long kinds, entry[64], unused = -1, made, room, size, heap_room, pieces, records_room;
static uint64_t seed, clients, sequence;

static uint64_t mix(uint64_t word) {
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9u;
    word = (word ^ (word >> 27)) * 0x94D049BB133111EBu;
    return word ^ (word >> 31);
}

static double uniform(uint64_t key, uint64_t what, uint64_t visit) {
    return ((mix(key + mix(what) + visit * GOLDEN) >> 12) + 0.5) * 0x1p-52;
}

static void *grown(void *at, long *room, size_t each) {
    at = realloc(at, (*room = *room ? 2 * *room : 1024) * each);
    if (!at) exit(1);
    return at;
}

static int before(Event a, Event b) { return a.time < b.time || (a.time == b.time && a.sequence < b.sequence); }

static void schedule(double time, long need) {
    if (size == heap_room) heap = grown(heap, &heap_room, sizeof *heap);
    Event new = {time, sequence++, need};
    long at = size++;
    for (; at && before(new, heap[(at - 1) / 2]); at = (at - 1) / 2) heap[at] = heap[(at - 1) / 2];
    heap[at] = new;
}

static Event soonest(void) {
    Event top = heap[0], last = heap[--size];
    long at = 0, below;
    while ((below = 2 * at + 1) < size) {
        if (below + 1 < size && before(heap[below + 1], heap[below])) below++;
        if (!before(heap[below], last)) break;
        heap[at] = heap[below];
        at = below;
    }
    heap[at] = last;
    return top;
}

static void begin(long who) {
    Need *need = &needs[who];
    if (pieces == records_room) records = grown(records, &records_room, sizeof *records);
    records[pieces][0] = now;
    records[pieces++][1] = now - need->ready;
    schedule(now - pools[need->pool].mean * log(uniform(need->key, WORK + 10 * need->pool, need->visit)), who);
}

static void ask(long who) {
    Need *need = &needs[who];
    Pool *pool = &pools[need->pool];
    need->ready = now;
    need->next = -1;
    if (pool->free) { pool->free--; begin(who); return; }
    if (pool->first < 0) pool->first = who; else needs[pool->last].next = who;
    pool->last = who;
}

static void finish(long who) {
    Need *need = &needs[who];
    Pool *pool = &pools[need->pool];
    long next = pool->first;
    if (next < 0) pool->free++; else { pool->first = needs[next].next; begin(next); }
    if (uniform(need->key, AGAIN + 10 * need->pool, need->visit) < pool->again) need->visit++;
    else { need->visit = 0; need->pool = pool->onward; }
    if (need->pool >= 0) ask(who); else { need->next = unused; unused = who; }
}

static void arrive(void) {
    uint64_t client = mix(seed + ++clients * GOLDEN), come = 0;
    for (uint64_t go = 0; !come; go++)
        for (long k = 0; k < kinds; k++)
            if (uniform(client, KIND + 10 * k, go) < chance[k]) come |= 1u << k;
    for (long k = 0; k < kinds; k++) if (come >> k & 1) {
        if (unused < 0 && made == room) needs = grown(needs, &room, sizeof *needs);
        long who = unused < 0 ? made++ : unused;
        if (who == unused) unused = needs[who].next;
        needs[who] = (Need){.key = mix(client + k), .pool = (int)entry[k]};
        ask(who);
    }
    schedule(now - log(uniform(seed, GAP, clients)) / rate, -1);
}

static void tell_memory(void) {
    FILE *file = fopen("/proc/self/status", "r");
    for (int byte; file && (byte = fgetc(file)) != EOF;) putchar(byte);
    if (file) fclose(file);
}

int main(int count, char **words) {
    double horizon;
    long steps, total = 0;
    FILE *file = count == 4 ? fopen(words[2], "r") : NULL;
    if (!file || fscanf(file, "%lf %lf %ld", &rate, &horizon, &kinds) != 3) return 1;
    for (long k = 0; k < kinds; k++) {
        entry[k] = total;
        if (fscanf(file, "%lf %ld", &chance[k], &steps) != 2) return 1;
        for (long step = 0; step < steps; step++, total++) {
            Pool *pool = &pools[total];
            if (fscanf(file, "%ld %lf %lf", &pool->free, &pool->mean, &pool->again) != 3) return 1;
            pool->first = -1;
            pool->onward = step + 1 < steps ? (int)total + 1 : -1;
        }
    }
    fclose(file);
    tell_memory();
    struct timespec from, to;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    seed = mix(strtoull(words[1], NULL, 10) + GOLDEN);
    schedule(-log(uniform(seed, GAP, 0)) / rate, -1);
    for (Event event = soonest(); (now = event.time) < horizon; event = soonest())
        if (event.need < 0) arrive(); else finish(event.need);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    printf("seconds: %.9f\n", (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec));
    tell_memory();
    file = fopen(words[3], "wb");
    return !file || fwrite(records, sizeof *records, pieces, file) != (size_t)pieces || fclose(file);
}
