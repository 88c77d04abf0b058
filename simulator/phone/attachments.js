import { html, useEffect, useMemo, useRef, useState } from './vendor/preact.js';
import { useDismiss } from './hooks.js';
import { Icon, IconButton } from './icons.js';
import { FormDialog } from './parts.js';
import { kindOfFile, sizeOf } from './view.js';

export function base64Of(file) {
	return new Promise((resolve, reject) => {
		const reader = new FileReader();
		reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
		reader.onerror = () => reject(new Error(`${file.name} could not be read`));
		reader.readAsDataURL(file);
	});
}

export const attachmentOf = (file, wanted) => ({ file, kind: kindOfFile(file.type, wanted) });

export async function contentOf({ file, kind, voice }, caption) {
	return {
		kind,
		base64: await base64Of(file),
		mimetype: file.type || 'application/octet-stream',
		fileName: file.name,
		...(voice && { ptt: true }),
		...(caption && kind !== 'audio' && kind !== 'sticker' && { caption }),
	};
}

const PICKERS = [
	{ icon: 'image', label: 'Photos or videos', accept: 'image/*,video/*', wanted: 'media' },
	{ icon: 'document', label: 'Document', wanted: 'document' },
	{ icon: 'mic', label: 'Audio file', accept: 'audio/*', wanted: 'audio' },
	{ icon: 'smile', label: 'Sticker', accept: 'image/webp,image/png', wanted: 'sticker' },
];

const LOCATION_FIELDS = [
	{
		name: 'latitude',
		label: 'Latitude',
		type: 'number',
		inputmode: 'decimal',
		required: true,
		placeholder: '-23.56139',
	},
	{
		name: 'longitude',
		label: 'Longitude',
		type: 'number',
		inputmode: 'decimal',
		required: true,
		placeholder: '-46.65653',
	},
	{ name: 'name', label: 'Name of the place (optional)', placeholder: 'Office' },
	{ name: 'address', label: 'Address (optional)' },
];

const CONTACT_FIELDS = [
	{ name: 'fullName', label: 'Name', required: true, placeholder: 'Maria Souza' },
	{
		name: 'phoneNumber',
		label: 'Phone number',
		type: 'tel',
		required: true,
		placeholder: '+55 11 97777-0000',
	},
];

const filled = (values) =>
	Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));

const GREETING_FIELDS = [
	{ name: 'text', label: 'Text', required: true, placeholder: 'Thanks for your message!' },
];

export async function albumOf(files) {
	const items = await Promise.all(files.map((file) => contentOf(attachmentOf(file))));
	return { kind: 'album', items };
}

const isAlbum = (files, wanted) =>
	wanted === 'media' &&
	files.length > 1 &&
	files.every(({ type }) => /^(image|video)\//.test(type));

export function AttachMenu({ onFile, onSend, isOwnPhone }) {
	const [open, setOpen] = useState(false);
	const [form, setForm] = useState();
	const box = useRef();
	const input = useRef();
	const wanted = useRef();
	useDismiss(open, box, () => setOpen(false));
	const pick = (picker) => {
		setOpen(false);
		wanted.current = picker.wanted;
		input.current.accept = picker.accept ?? '';
		input.current.multiple = picker.wanted === 'media';
		input.current.click();
	};
	const picked = async (event) => {
		const files = [...event.target.files];
		event.target.value = '';
		if (isAlbum(files, wanted.current)) return onSend(await albumOf(files));
		if (files.length > 0) onFile(attachmentOf(files[0], wanted.current));
	};
	const ask = (name) => {
		setOpen(false);
		setForm(name);
	};
	const sendPlace = (values) => {
		setForm();
		onSend({
			kind: 'location',
			...filled(values),
			latitude: Number(values.latitude),
			longitude: Number(values.longitude),
		});
	};
	const sendContact = (values) => {
		setForm();
		onSend({ kind: 'contact', ...values });
	};
	const sendGreeting = ({ text }) => {
		setForm();
		onSend({ kind: 'greeting', text });
	};
	return html`
		<div class="menu-anchor attach" ref=${box}>
			<${IconButton}
				icon="plus"
				label="Attach"
				aria-expanded=${open ? 'true' : 'false'}
				data-testid="attach"
				onClick=${() => setOpen(!open)}
			/>
			<input
				ref=${input}
				type="file"
				class="sr-only"
				tabindex="-1"
				aria-hidden="true"
				data-testid="file"
				onChange=${picked}
			/>
			${open &&
			html`<div class="menu above left">
				${PICKERS.map(
					(picker) =>
						html`<button type="button" class="menu-item" onClick=${() => pick(picker)}>
							<${Icon} name=${picker.icon} size=${18} />${picker.label}
						</button>`,
				)}
				<button type="button" class="menu-item" onClick=${() => ask('location')}>
					<${Icon} name="location" size=${18} />Location
				</button>
				<button type="button" class="menu-item" onClick=${() => ask('contact')}>
					<${Icon} name="contact" size=${18} />Contact
				</button>
				${isOwnPhone &&
				html`<button type="button" class="menu-item" onClick=${() => ask('greeting')}>
					<${Icon} name="smile" size=${18} />Greeting of the Business app
				</button>`}
			</div>`}
			${form === 'location' &&
			html`<${FormDialog}
				title="Send a location"
				fields=${LOCATION_FIELDS}
				action="Send"
				onSubmit=${sendPlace}
				onClose=${() => setForm()}
			/>`}
			${form === 'greeting' &&
			html`<${FormDialog}
				title="The Business app greets by itself"
				fields=${GREETING_FIELDS}
				action="Send"
				onSubmit=${sendGreeting}
				onClose=${() => setForm()}
			/>`}
			${form === 'contact' &&
			html`<${FormDialog}
				title="Send a contact"
				fields=${CONTACT_FIELDS}
				action="Send"
				onSubmit=${sendContact}
				onClose=${() => setForm()}
			/>`}
		</div>
	`;
}

export function Tray({ attachment, onCancel }) {
	const { file, kind, voice } = attachment;
	const url = useMemo(() => URL.createObjectURL(file), [file]);
	useEffect(() => () => URL.revokeObjectURL(url), [url]);
	const showable = file.type.startsWith('image/');
	return html`
		<div class="tray" data-testid="tray">
			${showable
				? html`<img src=${url} alt="" />`
				: html`<span class="paper-mark"
						><${Icon} name=${kind === 'audio' ? 'mic' : kind === 'video' ? 'play' : 'document'}
					/></span>`}
			<span class="tray-about"
				><b>${voice ? 'Voice message' : file.name}</b
				><small class="muted">${kind} · ${sizeOf(file.size)}</small></span
			>
			<${IconButton} icon="close" label="Do not send it" onClick=${onCancel} />
		</div>
	`;
}
