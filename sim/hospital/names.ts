// What people are called. All invented; from many places, because names are where systems break first.
import type { Seeded } from "../random.ts";

export type PersonName = {
  readonly family: string;
  readonly given: string;
  readonly native?: readonly [string, string];
};

type Culture = {
  readonly weight: number;
  readonly families: readonly string[];
  readonly women: readonly string[];
  readonly men: readonly string[];
  readonly language: string;
};

const CULTURES: readonly Culture[] = [
  {
    weight: 44,
    families: [
      "Abbott",
      "Carver",
      "Doyle",
      "Fletcher",
      "Garrity",
      "Hale",
      "Ingram",
      "Kessler",
      "Lockwood",
      "Marsh",
      "Nash",
      "O'Brien",
      "Pruitt",
      "Quincy",
      "Rourke",
      "Sayles",
      "Thorne",
      "Upton",
      "Vance",
      "Whitlock",
      "Yarrow",
      "Smith-Jones",
    ],
    women: [
      "Ada",
      "Bridget",
      "Clara",
      "Dorothy",
      "Elaine",
      "Frances",
      "Gail",
      "Harriet",
      "Irene",
      "Joan",
      "Kate",
      "Lorna",
      "Mabel",
      "Nora",
    ],
    men: [
      "Alan",
      "Boyd",
      "Calvin",
      "Dennis",
      "Earl",
      "Frank",
      "Glenn",
      "Harold",
      "Ivan",
      "Jerome",
      "Keith",
      "Leon",
      "Martin",
      "Owen",
    ],
    language: "en^English^ISO639",
  },
  {
    weight: 18,
    families: ["García López", "Núñez", "Peña", "Ibáñez", "Castañeda", "Rodríguez", "de la Cruz", "Muñoz"],
    women: ["María José", "Inés", "Lucía", "Begoña", "Rocío"],
    men: ["José Luis", "Andrés", "Íñigo", "Raúl", "Tomás"],
    language: "es^Spanish^ISO639",
  },
  {
    weight: 8,
    families: ["Nguyễn", "Trần", "Phạm", "Đặng"],
    women: ["Thị Hà", "Ngọc Ánh", "Mỹ Duyên"],
    men: ["Văn Đức", "Quốc Bảo", "Hữu Thắng"],
    language: "vi^Vietnamese^ISO639",
  },
  {
    weight: 7,
    families: ["Wójcik", "Żółkowski", "Śliwa", "Dąbrowski"],
    women: ["Małgorzata", "Agnieszka", "Łucja"],
    men: ["Łukasz", "Grzegorz", "Zdzisław"],
    language: "pl^Polish^ISO639",
  },
  {
    weight: 6,
    families: ["Müller", "Lefèvre", "Søndergård", "Ångström", "Straße"],
    women: ["Zoë", "Jürgine", "Françoise"],
    men: ["Jörg", "Étienne", "Søren"],
    language: "en^English^ISO639",
  },
  {
    weight: 6,
    families: ["Okonkwo", "Adébáyọ̀", "Tesfaye", "Mbeki-Ndlovu"],
    women: ["Ngozi", "Folúkẹ́", "Selam"],
    men: ["Chukwuemeka", "Babátúndé", "Dawit"],
    language: "en^English^ISO639",
  },
];

const CHINESE: readonly (readonly [string, string, string, string])[] = [
  ["Li", "Wei", "李", "伟"],
  ["Wang", "Xiuying", "王", "秀英"],
  ["Zhang", "Min", "张", "敏"],
  ["Chen", "Jing", "陈", "静"],
];
const ARABIC: readonly (readonly [string, string, string, string])[] = [
  ["Al-Hashimi", "Layla", "الهاشمي", "ليلى"],
  ["Mansour", "Omar", "منصور", "عمر"],
  ["Al-Najjar", "Yusuf", "النجار", "يوسف"],
];

/** A name and the language PID-15 carries, for someone of this sex. */
export function drawName(random: Seeded, sex: "F" | "M"): { name: PersonName; language: string } {
  const roll = random.unit();
  if (roll < 0.05) {
    const [family, given, nativeFamily, nativeGiven] = random.pick(CHINESE);
    return { name: { family, given, native: [nativeFamily, nativeGiven] }, language: "zh^Chinese^ISO639" };
  }
  if (roll < 0.08) {
    const [family, given, nativeFamily, nativeGiven] = random.pick(ARABIC);
    return { name: { family, given, native: [nativeFamily, nativeGiven] }, language: "ar^Arabic^ISO639" };
  }
  let left = random.whole(
    1,
    CULTURES.reduce((sum, culture) => sum + culture.weight, 0),
  );
  for (const culture of CULTURES) {
    left -= culture.weight;
    if (left <= 0) {
      const given = random.pick(sex === "F" ? culture.women : culture.men);
      const family = random.pick(culture.families);
      return { name: { family, given }, language: culture.language };
    }
  }
  throw new RangeError("no culture was drawn");
}
