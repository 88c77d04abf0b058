const ZONE_MINUTES = -180;
const ZONE = '-03:00';

/** Returns a time in Go's form, without a fraction: WhatsApp's times have whole seconds. */
export function goSeconds(ms: number): string {
	const local = new Date(Math.floor(ms / 1000) * 1000 + ZONE_MINUTES * 60_000);
	return `${local.toISOString().slice(0, 19)}${ZONE}`;
}

let last = 0;

/** Returns a time of the server's own clock: nine fractional digits, and never the same twice. */
export function goNow(ms: number): string {
	last = (last + 1_237) % 1_000_000;
	const fraction = `${String(ms % 1000).padStart(3, '0')}${String(last).padStart(6, '0')}`;
	// Go drops trailing zeros.
	const digits = fraction.replace(/0+$/, '');
	return goSeconds(ms).replace(ZONE, `${digits && `.${digits}`}${ZONE}`);
}

export const tableTime = (ms: number) => goSeconds(ms).slice(0, 19).replace('T', ' ');
