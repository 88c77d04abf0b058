import { html } from './vendor/preact.js';

/** Own drawings on a 24-unit grid, stroked in the color of the text. */
const PATHS = {
	attach: 'M12 5v14M5 12h14',
	back: 'M15 5l-7 7 7 7',
	call: 'M6 4h3l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v3a2 2 0 0 1-2 2A15 15 0 0 1 4 6a2 2 0 0 1 2-2z',
	check: 'M5 13l4 4L19 7',
	close: 'M6 6l12 12M18 6L6 18',
	contact: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 20a8 8 0 0 1 16 0',
	copy: 'M9 9h10v11H9zM15 9V4H5v11h4',
	document: 'M7 3h7l5 5v13H7zM14 3v5h5M10 13h6M10 17h6',
	down: 'M6 10l6 6 6-6',
	edit: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
	image: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5h.01',
	link: 'M14 5h5v5M19 5l-8 8M17 14v5H5V7h5',
	list: 'M9 7h11M9 12h11M9 17h11M5 7h.01M5 12h.01M5 17h.01',
	location:
		'M12 21s7-6.5 7-12a7 7 0 0 0-14 0c0 5.5 7 12 7 12zM12 11.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
	mic: 'M12 14a3 3 0 0 0 3-3V6a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3zM6 11a6 6 0 0 0 12 0M12 17v4',
	pause: 'M9 6v12M15 6v12',
	pix: 'M12 3l9 9-9 9-9-9zM8 12h8M12 8v8',
	play: 'M8 5l11 7-11 7z',
	plus: 'M12 5v14M5 12h14',
	power: 'M12 3v8M7 6.5a7.5 7.5 0 1 0 10 0',
	qr: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2M20 14v3M14 19v1M18 20h2',
	reply: 'M10 7L4 12l6 5v-3.5c5 0 8 1.5 10 4.5 0-6-4-9-10-9z',
	search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5',
	send: 'M4 12l16-8-6 16-3-6.5z',
	smile: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 14.5a4.5 4.5 0 0 0 7 0M9 10h.01M15 10h.01',
	stop: 'M7 7h10v10H7z',
	trash: 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13',
	wait: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 2',
	warn: 'M12 4l9 16H3zM12 10v4M12 17h.01',
};

/** An icon without a name for screen readers: the button around it has one. */
export const Icon = ({ name, size = 20 }) => html`
	<svg class="icon" width=${size} height=${size} viewBox="0 0 24 24" aria-hidden="true">
		<path d=${PATHS[name]} />
	</svg>
`;

export const IconButton = ({ icon, label, size, class: extra = '', ...rest }) => html`
	<button
		type="button"
		class=${`icon-button ${extra}`}
		aria-label=${label}
		title=${label}
		...${rest}
	>
		<${Icon} name=${icon} size=${size} />
	</button>
`;

export const Ticks = ({ ack }) => {
	if (!ack) return null;
	if (ack.ticks < 1) {
		return html`<span
			class=${`ticks ${ack.ticks < 0 ? 'failed' : ''}`}
			role="img"
			aria-label=${ack.label}
			title=${ack.label}
		>
			<${Icon} name=${ack.ticks < 0 ? 'warn' : 'wait'} size=${13} />
		</span>`;
	}
	return html`<span
		class=${`ticks ${ack.read ? 'read' : ''}`}
		role="img"
		aria-label=${ack.label}
		title=${ack.label}
	>
		<svg class="icon" width="18" height="13" viewBox="0 0 24 16" aria-hidden="true">
			<path d=${ack.ticks === 2 ? 'M2 9l4 4 8-10M11 11l2 2L21 3' : 'M6 9l4 4 8-10'} />
		</svg>
	</span>`;
};
