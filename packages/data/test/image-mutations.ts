import { mkdirSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { png } from "./image-files.ts";
import { folderInstead, type Mutation, put, remove } from "./mutations.ts";

const FILE = "train/dog/a.png";

/** Ways to spoil a folder that `fillImages` has filled: its files and folders. */
export const folderMutations: readonly Mutation[] = [
  {
    what: "no test class that is known",
    change: put("test/fox/a.png", png(7)),
    says: ["test/fox: must be a class", "cat, dog"],
  },
  {
    what: "a class without images",
    change: (folder) => mkdirSync(join(folder, "train/empty")),
    says: ["train/empty", "it has none"],
  },
  { what: "a test class without images", change: remove("test/cat/a.png"), says: ["test/cat: must hold images"] },
  { what: "one class alone", change: remove("train/dog"), says: ["train: must have a folder for each", '"cat" alone'] },
  {
    what: "no class at all",
    change: remove("train", "test"),
    says: ["must have a folder for each of two classes or more, it has none"],
  },
  {
    what: "a test folder without classes",
    change: folderInstead("test"),
    says: ["test: must have a folder for each class, it has none"],
  },
  {
    what: "an image beside the classes",
    change: put("train/stray.png", png(7)),
    says: ["train/stray.png: must be in the folder of its class"],
  },
  {
    what: "a third split",
    change: put("val/cat/a.png", png(7)),
    says: ['val: beside "train" there may only be "test"', "test: "],
  },
  {
    what: "a text file in a class",
    change: put("train/cat/notes.txt", "x"),
    says: ["train/cat/notes.txt: must be an image, .png, .jpg or .jpeg"],
  },
  { what: "a GIF", change: put("train/cat/a.gif", "GIF89a"), says: ["train/cat/a.gif: must be an image"] },
  {
    what: "a text named .png",
    change: put(FILE, "no image"),
    says: [FILE, "must be a PNG or a JPEG, it begins with the bytes 6e6f20696d616765"],
  },
  { what: "an empty file", change: put(FILE, ""), says: [FILE, "it is empty"] },
  {
    what: "a loop of symbolic links",
    change: (folder) => symlinkSync("..", join(folder, "train/cat/more/loop")),
    says: ["train/cat/more/loop", "loop of symbolic links"],
  },
  {
    what: "a symbolic link to itself",
    change: (folder) => symlinkSync("self.png", join(folder, "train/cat/self.png")),
    says: ["train/cat/self.png: ELOOP"],
  },
  {
    what: "a symbolic link to nothing",
    change: (folder) => symlinkSync("nothing.png", join(folder, "train/cat/gone.png")),
    says: ["train/cat/gone.png: there is no such file or folder"],
  },
  {
    what: "an image of another size",
    change: put(FILE, png(3, 5, 4)),
    says: [FILE, "must be 4 × 5 as train/cat/a.png is, got 5 × 4", "size: [4, 5]"],
  },
  {
    what: "a test image of another size",
    change: put("test/dog/a.png", png(3, 4, 6)),
    says: ["test/dog/a.png", "got 4 × 6"],
  },
  {
    what: "a share beside a test folder",
    change: () => undefined,
    options: { test: 0.5 },
    says: ["test must be left out", "got 0.5"],
  },
  {
    what: "a second test folder",
    change: () => undefined,
    options: { test: "/nowhere" },
    says: ["test must be left out"],
  },
  {
    what: "a test folder that is not there",
    change: remove("test"),
    options: { test: "/nowhere" },
    says: ["/nowhere: there is no such file or folder"],
  },
  {
    what: "no folder",
    change: (folder) => renameSync(folder, `${folder}-moved`),
    says: ["there is no such file or folder"],
  },
  {
    what: "images that do not fit into memory",
    change: (folder) => {
      for (let i = 0; i < 20; i++) put(`train/cat/${i}.png`, png(i))(folder);
    },
    options: { size: 8192 },
    says: ["27 images of 8192 × 8192 × 3 must fit into 4 GiB, they need 5.1 GiB", "set a smaller size"],
  },
];
