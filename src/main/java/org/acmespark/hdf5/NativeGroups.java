package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.HDF5Constants;
import hdf.hdf5lib.callbacks.H5L_iterate_opdata_t;
import hdf.hdf5lib.structs.H5L_info_t;
import hdf.hdf5lib.structs.H5O_info_t;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Lists the groups of an open file. Needs the lock.
 *
 * <p>The library is never asked to sort: it builds a table for that, and frees it twice if the file
 * is damaged, which crashes the JVM.
 */
final class NativeGroups {
  private NativeGroups() {}

  private record Member(String name, H5L_info_t link) {}

  /**
   * Lists members in the order of their creation if the file stores it, otherwise with comp_2
   * before comp_10.
   */
  static List<String> names(long file, String path) {
    List<Member> members = members(file, path);
    boolean ordered =
        !members.isEmpty() && members.stream().allMatch(member -> member.link().corder_valid);
    var natural = new NaturalOrder();
    members.sort(
        ordered
            ? Comparator.comparingLong(member -> member.link().corder)
            : (left, right) -> natural.compare(left.name(), right.name()));
    return members.stream().map(Member::name).toList();
  }

  /** Number of members of a group. */
  static long count(long file, String path) {
    long group = H5.H5Gopen(file, path.isEmpty() ? "/" : path, PropertyLists.DEFAULT);
    try {
      return H5.H5Gget_info(group).nlinks;
    } finally {
      H5.H5Gclose(group);
    }
  }

  private static List<Member> members(long file, String path) {
    long group = H5.H5Gopen(file, path.isEmpty() ? "/" : path, PropertyLists.DEFAULT);
    try {
      return members(group);
    } finally {
      H5.H5Gclose(group);
    }
  }

  private static List<Member> members(long group) {
    List<Member> members = new ArrayList<>();
    H5.H5Literate(
        group,
        HDF5Constants.H5_INDEX_NAME,
        HDF5Constants.H5_ITER_NATIVE,
        0,
        (in, name, link, data) -> {
          members.add(new Member(name, link));
          return 0;
        },
        new LinkNames());
    return members;
  }

  /**
   * Whether hard links lead to every group only once. Otherwise a group may contain itself, and
   * code that follows all links never ends.
   */
  static boolean areTree(long file) {
    Set<List<Byte>> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(""));
    if (H5.H5Oget_info(file, HDF5Constants.H5O_INFO_BASIC).rc > 1) {
      return false;
    }
    while (!open.isEmpty()) {
      String path = open.remove();
      long group = H5.H5Gopen(file, path.isEmpty() ? "/" : path, PropertyLists.DEFAULT);
      try {
        for (Member member : members(group)) {
          if (member.link().type == HDF5Constants.H5L_TYPE_HARD) {
            H5O_info_t info =
                H5.H5Oget_info_by_name(
                    group, member.name(), HDF5Constants.H5O_INFO_BASIC, PropertyLists.DEFAULT);
            if (info.type == HDF5Constants.H5O_TYPE_GROUP) {
              if (info.rc > 1 || !seen.add(bytes(info.token.data))) {
                return false;
              }
              open.add(path.isEmpty() ? member.name() : path + "/" + member.name());
            }
          }
        }
      } finally {
        H5.H5Gclose(group);
      }
    }
    return true;
  }

  private static List<Byte> bytes(byte[] token) {
    List<Byte> bytes = new ArrayList<>(token.length);
    for (byte b : token) {
      bytes.add(b);
    }
    return bytes;
  }

  /** hdf5lib requires an object for the callback. */
  private static final class LinkNames implements H5L_iterate_opdata_t {}
}
