import { html, useRef, useState } from './vendor/preact.js';
import { Icon } from './icons.js';
import { Dialog } from './parts.js';
import { durationOf, sizeOf } from './view.js';

/** Returns the URL of a media file if it's `http:` or `https:`. */
function mediaUrl(url) {
	try {
		const { protocol, href } = new URL(url, location.origin);
		return protocol === 'http:' || protocol === 'https:' ? href : undefined;
	} catch {
		return undefined;
	}
}

/** Describes a file that can't be shown, for example `audio/ogg · 3 kB · example.com/a.ogg`. */
function aboutOf(media) {
	const url = mediaUrl(media?.url);
	const address = url && new URL(url);
	const from = address && address.origin !== location.origin && address.host + address.pathname;
	return [media?.fileName, media?.mimetype, sizeOf(media?.size), from].filter(Boolean).join(' · ');
}

const missing = (label, media) =>
	[`${label} cannot be shown`, aboutOf(media)].filter(Boolean).join(': ');

const Missing = ({ icon, label }) => html`
	<div class="media-missing"><${Icon} name=${icon} size=${28} /><span>${label}</span></div>
`;

export function Picture({ media, label, sticker }) {
	const [large, setLarge] = useState(false);
	const [broken, setBroken] = useState(false);
	const url = mediaUrl(media?.url);
	if (!url || broken) return html`<${Missing} icon="image" label=${missing(label, media)} />`;
	return html`
		<button
			type="button"
			class=${sticker ? 'sticker' : 'picture'}
			aria-label=${`${label}: show large`}
			onClick=${() => setLarge(true)}
		>
			<img
				src=${url}
				alt=${media.fileName || label}
				loading="lazy"
				onError=${() => setBroken(true)}
			/>
		</button>
		${large &&
		html`<${Dialog}
			title=${media.fileName || label}
			class="lightbox"
			onClose=${() => setLarge(false)}
		>
			<img src=${url} alt=${media.fileName || label} />
		<//>`}
	`;
}

export function Film({ media, note }) {
	const [broken, setBroken] = useState(false);
	const url = mediaUrl(media?.url);
	const label = note ? 'Video note' : 'Video';
	if (!url || broken) return html`<${Missing} icon="play" label=${missing(label, media)} />`;
	return html`<video
		class=${note ? 'film note' : 'film'}
		src=${url}
		controls
		playsinline
		preload="metadata"
		aria-label=${label}
		onError=${() => setBroken(true)}
	></video>`;
}

const BARS = Array.from(
	{ length: 32 },
	(_, at) => 25 + Math.round(75 * Math.abs(Math.sin(at * 1.7) * Math.cos(at * 0.6))),
);

export function Sound({ media, voice }) {
	const audio = useRef();
	const [playing, setPlaying] = useState(false);
	const [at, setAt] = useState(0);
	const [length, setLength] = useState(media?.seconds ?? 0);
	const [broken, setBroken] = useState(false);
	const url = mediaUrl(media?.url);
	const learn = (event) => {
		if (Number.isFinite(event.target.duration)) setLength(event.target.duration);
	};
	const toggle = () => {
		if (playing) audio.current.pause();
		else audio.current.play().catch(() => setBroken(true));
	};
	const done = length > 0 ? Math.min(1, at / length) : 0;
	const name = !voice && media?.fileName ? ` · ${media.fileName}` : '';
	const state = broken
		? `This browser cannot play it: ${aboutOf(media)}`
		: durationOf(playing || at ? at : length) + name;
	return html`
		<div class=${`sound ${voice ? 'voice' : ''}`}>
			<button
				type="button"
				class="play"
				aria-label=${playing ? 'Pause' : 'Play'}
				disabled=${!url || broken}
				onClick=${toggle}
			>
				<${Icon} name=${playing ? 'pause' : 'play'} />
			</button>
			<div class="sound-middle">
				<div class="bars" aria-hidden="true">
					${BARS.map(
						(height, bar) =>
							html`<i
								class=${bar / BARS.length < done ? 'past' : ''}
								style=${{ height: `${height}%` }}
							></i>`,
					)}
				</div>
				<span class="small muted">${state}</span>
			</div>
			${voice && html`<span class="voice-mark"><${Icon} name="mic" size=${18} /></span>`}
			<audio
				ref=${audio}
				src=${url}
				preload="metadata"
				onPlay=${() => setPlaying(true)}
				onPause=${() => setPlaying(false)}
				onEnded=${() => setAt(0)}
				onTimeUpdate=${(event) => setAt(event.target.currentTime)}
				onLoadedMetadata=${learn}
				onError=${() => setBroken(Boolean(url))}
			></audio>
		</div>
	`;
}

/** A document. It's downloaded, never opened: a sent HTML file must not run as a page of the simulator. */
export function Paper({ media }) {
	const url = mediaUrl(media?.url);
	const name = media?.fileName || 'Document';
	const ending = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1] ?? 'file';
	const about = [media?.mimetype, sizeOf(media?.size)].filter(Boolean).join(' · ');
	return html`
		<a class="paper" href=${url} download=${name} aria-label=${`Download ${name}`}>
			<span class="paper-mark">${ending.toUpperCase()}</span>
			<span class="paper-about"><b>${name}</b><small class="muted">${about}</small></span>
		</a>
	`;
}

/** The map is only drawn: the page loads nothing from other sites until the person follows the link. */
export function Place({ location: place }) {
	const latitude = Number(place.latitude);
	const longitude = Number(place.longitude);
	const href = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
	return html`
		<a
			class="place"
			href=${href}
			target="_blank"
			rel="noopener noreferrer"
			aria-label=${`Open ${place.name || 'location'} on a map`}
		>
			<span class="map" aria-hidden="true"
				><span class="pin"><${Icon} name="location" size=${30} /></span
			></span>
			<span class="place-about">
				<b>${place.name || 'Location'}</b>
				${place.address && html`<small>${place.address}</small>`}
				<small class="muted">${latitude.toFixed(5)}, ${longitude.toFixed(5)}</small>
			</span>
		</a>
	`;
}
