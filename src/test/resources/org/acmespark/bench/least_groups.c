/*
 * The least that HDF5 has to do for the groups of a run: a loop that makes a group with one number
 * for each computation, with property lists and types made once, and a loop that makes a link to
 * each; and the least for reading: a loop that looks up the link of each, and reads its number. Prints
 * the seconds of the three. Arguments: number of groups, file, file of the links.
 *
 * Declares what it calls of HDF5 1.14, so that the library's headers need not be installed.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef int64_t hid_t;
typedef int herr_t;

extern hid_t H5P_CLS_FILE_CREATE_ID_g, H5P_CLS_GROUP_CREATE_ID_g, H5P_CLS_DATASET_CREATE_ID_g;
extern hid_t H5T_IEEE_F64LE_g, H5T_NATIVE_DOUBLE_g;
herr_t H5open(void);
hid_t H5Pcreate(hid_t);
herr_t H5Pset_link_creation_order(hid_t, unsigned);
herr_t H5Pset_obj_track_times(hid_t, int);
herr_t H5Pset_est_link_info(hid_t, unsigned, unsigned);
herr_t H5Pset_layout(hid_t, int);
herr_t H5Pset_fill_time(hid_t, int);
herr_t H5Pset_dset_no_attrs_hint(hid_t, unsigned char);
hid_t H5Screate(int);
hid_t H5Fcreate(const char *, unsigned, hid_t, hid_t);
hid_t H5Fopen(const char *, unsigned, hid_t);
herr_t H5Fclose(hid_t);
hid_t H5Gcreate2(hid_t, const char *, hid_t, hid_t, hid_t);
herr_t H5Gclose(hid_t);
hid_t H5Dcreate2(hid_t, const char *, hid_t, hid_t, hid_t, hid_t, hid_t);
herr_t H5Dwrite(hid_t, hid_t, hid_t, hid_t, hid_t, const void *);
hid_t H5Dopen2(hid_t, const char *, hid_t);
herr_t H5Dread(hid_t, hid_t, hid_t, hid_t, hid_t, void *);
herr_t H5Dclose(hid_t);
herr_t H5Lcreate_external(const char *, const char *, hid_t, const char *, hid_t, hid_t);
herr_t H5Lget_val(hid_t, const char *, void *, size_t, hid_t);
herr_t H5set_free_list_limits(int, int, int, int, int, int);

enum { DEFAULT = 0, TRACKED_AND_INDEXED = 3, COMPACT = 0, FILL_TIME_NEVER = 1, SCALAR = 0, EXCLUSIVE = 4 };
enum { READ_ONLY = 0, MOST_FREE = 32 << 20 };

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static hid_t must(hid_t status) {
  if (status < 0) {
    exit(1); /* the library has said why */
  }
  return status;
}

static hid_t ordered(hid_t kind) {
  hid_t list = must(H5Pcreate(kind));
  must(H5Pset_link_creation_order(list, TRACKED_AND_INDEXED));
  must(H5Pset_obj_track_times(list, 0));
  return list;
}

int main(int count, char **words) {
  if (count != 4) {
    fprintf(stderr, "usage: least_groups COUNT FILE LINKS\n");
    return 2;
  }
  long groups = atol(words[1]);
  must(H5open());
  hid_t file_creation = ordered(H5P_CLS_FILE_CREATE_ID_g);
  hid_t group_creation = ordered(H5P_CLS_GROUP_CREATE_ID_g);
  must(H5Pset_est_link_info(group_creation, 2, 8));
  hid_t creation = must(H5Pcreate(H5P_CLS_DATASET_CREATE_ID_g));
  must(H5Pset_layout(creation, COMPACT));
  must(H5Pset_obj_track_times(creation, 0));
  must(H5Pset_dset_no_attrs_hint(creation, 1));
  must(H5Pset_fill_time(creation, FILL_TIME_NEVER));
  hid_t scalar = must(H5Screate(SCALAR));
  char name[32];

  double begin = now();
  hid_t file = must(H5Fcreate(words[2], EXCLUSIVE, file_creation, DEFAULT));
  for (long k = 0; k < groups; k++) {
    double value = (double)k;
    snprintf(name, sizeof name, "comp_%ld", k);
    hid_t group = must(H5Gcreate2(file, name, DEFAULT, group_creation, DEFAULT));
    hid_t data = must(H5Dcreate2(group, "result_0", H5T_IEEE_F64LE_g, scalar, DEFAULT, creation, DEFAULT));
    must(H5Dwrite(data, H5T_NATIVE_DOUBLE_g, DEFAULT, DEFAULT, DEFAULT, &value));
    must(H5Dclose(data));
    must(H5Gclose(group));
  }
  must(H5Fclose(file));
  double between = now();
  file = must(H5Fcreate(words[3], EXCLUSIVE, file_creation, DEFAULT));
  for (long k = 0; k < groups; k++) {
    snprintf(name, sizeof name, "comp_%ld", k);
    must(H5Lcreate_external("groups.h5", name, file, name, DEFAULT, DEFAULT));
  }
  must(H5Fclose(file));
  double written = now();
  must(H5set_free_list_limits(MOST_FREE, MOST_FREE, MOST_FREE, MOST_FREE, MOST_FREE, MOST_FREE));
  file = must(H5Fopen(words[2], READ_ONLY, DEFAULT));
  hid_t links = must(H5Fopen(words[3], READ_ONLY, DEFAULT));
  double sum = 0;
  for (long k = 0; k < groups; k++) {
    double value;
    char target[256];
    snprintf(name, sizeof name, "comp_%ld", k);
    must(H5Lget_val(links, name, target, sizeof target, DEFAULT));
    snprintf(name, sizeof name, "comp_%ld/result_0", k);
    hid_t data = must(H5Dopen2(file, name, DEFAULT));
    must(H5Dread(data, H5T_NATIVE_DOUBLE_g, DEFAULT, DEFAULT, DEFAULT, &value));
    must(H5Dclose(data));
    sum += value;
  }
  must(H5Fclose(links));
  must(H5Fclose(file));
  if (sum != (double)groups * (double)(groups - 1) / 2) {
    return 1;
  }
  printf("%.3f %.3f %.3f\n", between - begin, written - between, now() - written);
  return 0;
}
