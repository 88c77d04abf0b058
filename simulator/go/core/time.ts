/** How far ahead of UTC the simulated server is, in minutes. */
const ZONE_MINUTES = -180;
const ZONE = '-03:00';

/** A time of day as Go writes it, without a fraction where there is none: what WhatsApp dates has whole seconds. */
export function goSeconds(ms: number): string {
	const local = new Date(Math.floor(ms / 1000) * 1000 + ZONE_MINUTES * 60_000);
	return `${local.toISOString().slice(0, 19)}${ZONE}`;
}

let last = 0;

/** What the server's own clock says: nine digits of fraction, and never the same twice. */
export function goNow(ms: number): string {
	last = (last + 1_237) % 1_000_000;
	const fraction = `${String(ms % 1000).padStart(3, '0')}${String(last).padStart(6, '0')}`;
	// Go leaves out zeros at the end.
	const digits = fraction.replace(/0+$/, '');
	return goSeconds(ms).replace(ZONE, `${digits && `.${digits}`}${ZONE}`);
}

/** As the server writes times into its table of messages. */
export const tableTime = (ms: number) => goSeconds(ms).slice(0, 19).replace('T', ' ');
