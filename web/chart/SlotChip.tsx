import { Popover, UnstyledButton } from "@mantine/core";
import { IconCheck, IconPlayerPauseFilled, IconX } from "@tabler/icons-react";
import type { Slot } from "../../src/chart/routes.ts";
import { Behind } from "../parts/Behind.tsx";
import { SourceMark } from "../parts/Source.tsx";
import css from "./Mar.module.css";
import { slotWords } from "./slot-words.ts";

type SlotChipProps = {
  slot: Slot;
  position: number;
  top: number;
  now: number;
  zone: string;
  computed: number;
  onPaperSince: number | null;
};

/** One box of the grid: its state in shape and words; one press says all of it. */
export function SlotChip({ slot, position, top, now, zone, computed, onPaperSince }: SlotChipProps) {
  const words = slotWords(slot, now, zone, computed, onPaperSince);
  const kind = slot.state.replace("?", "-maybe").replace(" ", "-");
  const style = {
    top,
    left: `${(position * 100).toFixed(3)}%`,
    transform: `translateX(-${(position * 100).toFixed(1)}%)`,
  };
  return (
    <li style={style}>
      <Popover width={280} position="bottom" shadow="none" withArrow trapFocus returnFocus>
        <Popover.Target>
          <UnstyledButton
            className={`${css.chip} ${css[kind]}`}
            aria-label={`${words.short}${words.note === null ? "" : ` ${words.note}`}: ${words.long}`}
          >
            {(slot.state === "given" || slot.state === "partial") && <IconCheck size={13} stroke={2.4} aria-hidden />}
            {slot.state === "held" && <IconPlayerPauseFilled size={12} aria-hidden />}
            {(slot.state === "refused" || slot.state === "missed") && <IconX size={13} stroke={2.4} aria-hidden />}
            {slot.state === "on paper" && <SourceMark source="paper" />}
            {words.short}
            {words.note !== null && <i> {words.note}</i>}
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown className={css.over ?? ""}>
          <p>
            <SourceMark source={slot.source} /> {words.long}
          </p>
          {slot.entry !== undefined && <Behind entry={slot.entry} />}
        </Popover.Dropdown>
      </Popover>
    </li>
  );
}
