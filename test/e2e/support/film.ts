/** Records an animation of two pages, side by side, from screenshots. */
import type { Page } from 'playwright-core';
import sharp from 'sharp';

const GAP = 12;
const BACKGROUND = '#8f9bb3';

interface Frame {
	left: Buffer;
	right: Buffer;
	milliseconds: number;
}

export class Film {
	private readonly frames: Frame[] = [];

	constructor(
		private readonly left: Page,
		private readonly right: Page,
	) {}

	/** Adds both pages' current view for this time (ms). If nothing has changed, the previous frame is shown for longer instead. */
	async take(milliseconds: number): Promise<void> {
		const [left, right] = await Promise.all([this.left.screenshot(), this.right.screenshot()]);
		const last = this.frames.at(-1);
		if (last?.left.equals(left) && last.right.equals(right)) last.milliseconds += milliseconds;
		else this.frames.push({ left, right, milliseconds });
	}

	/** @param most maximum number of frames to keep, evenly spaced */
	async takeUntil(work: Promise<unknown>, milliseconds: number, most: number): Promise<void> {
		const before = this.frames.length;
		let isDone = false;
		const end = work.finally(() => (isDone = true));
		end.catch(() => undefined); // awaited below, where it throws
		while (!isDone) await this.take(milliseconds);
		await end;
		const frames = this.frames.splice(before);
		const step = Math.max(1, frames.length / most);
		for (let place = 0; place < frames.length; place += step) {
			const { left, right } = frames[Math.floor(place)];
			this.frames.push({ left, right, milliseconds });
		}
	}

	get seconds(): number {
		return this.frames.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000;
	}

	/** @param width of the animation, pixels */
	async save(file: string, width: number): Promise<void> {
		const pictures = await Promise.all(
			this.frames.map(async (frame) => await beside(frame, width)),
		);
		await sharp(pictures, { join: { animated: true } })
			.gif({
				delay: this.frames.map(({ milliseconds }) => milliseconds),
				loop: 0,
				colours: 128,
				dither: 0,
				effort: 10,
				interFrameMaxError: 3,
			})
			.toFile(file);
	}
}

async function beside({ left, right }: Frame, width: number): Promise<Buffer> {
	const [{ width: first = 0, height = 0 }, { width: second = 0 }] = await Promise.all(
		[left, right].map(async (picture) => await sharp(picture).metadata()),
	);
	const canvas = {
		width: first + GAP + second,
		height,
		channels: 3,
		background: BACKGROUND,
	} as const;
	const both = await sharp({ create: canvas })
		.composite([
			{ input: left, left: 0, top: 0 },
			{ input: right, left: first + GAP, top: 0 },
		])
		.png()
		.toBuffer();
	return await sharp(both).resize({ width, kernel: 'lanczos3' }).png().toBuffer();
}
