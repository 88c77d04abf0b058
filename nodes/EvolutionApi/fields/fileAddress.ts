import { InputProblem, mustBe } from '../core/input/inputProblem';
import { isOfCloudMetadata } from '../core/values/addressKind';
import { isWebAddress } from './inputs';

/** Reads the address of a file. @throws {InputProblem} for anything else, such as a path or a YouTube page */
export function readAddress(input: string | undefined, field: string): string {
	const text = (input ?? '').trim().replace(/^["'<](.*)["'>]$/s, '$1');
	if (/[\s,;|]\s*https?:\/\//i.test(text)) {
		throw new InputProblem(
			[field],
			'has several addresses',
			'A message has one file: split the list first, so that each item has one address.',
		);
	}
	if (ON_DISK.test(text)) {
		throw new InputProblem(
			[field],
			`is "${text}", a path on a disk and not a web address`,
			'Read the file with the node Read/Write Files from Disk, and choose the source Input Data Field.',
		);
	}
	// Encodes spaces and similar characters, which people copy from a browser or use in file names.
	const address = text.replace(/[\s<>"`{}|\\^]/g, encodeURIComponent);
	if (!isWebAddress(address)) {
		throw new InputProblem(
			[field],
			mustBe('a web address', text),
			'Enter one that begins with http:// or https://.',
		);
	}
	if (isOfCloudMetadata(address)) {
		throw new InputProblem(
			[field],
			`is "${text}", where the machines of a cloud get their keys`,
			'Enter the address of a file.',
		);
	}
	refusePage(new URL(address), field);
	return address;
}

/** @throws {InputProblem} if the server can't download the file */
export function readAddressForServer(input: string | undefined, field: string): string {
	// Other programs accept any number of slashes after `https:`; the server only accepts two.
	const address = readAddress(input, field).replace(/^(https?):\/*/i, '$1://');
	const { hostname } = new URL(address);
	if (hostname.includes('.') || hostname.startsWith('[')) return address;
	throw new InputProblem(
		[field],
		`is on the host "${hostname}", from which Evolution API does not download`,
		'Use the IP address or a host with a dot in its name, or send the file itself with the source Input Data Field.',
	);
}

const ON_DISK = /^(?:file:|[a-z]:[\\/]|\\\\|~?\/(?!\/)|\.{1,2}[\\/])/i;

/** Patterns begin with the host, without `www.`. */
const PAGES: ReadonlyArray<readonly [name: string, form: RegExp]> = [
	['Google Drive', /^drive\.google\.com\/(?:file|open|drive|folderview)\b/],
	['Google Docs', /^docs\.google\.com\/\w+\/d\/[\w-]+(?:$|[?#]|\/(?!export))/],
	['Dropbox', /^dropbox\.com\/(?:s|scl|sh)\/(?!.*[?&](?:dl|raw)=1)/],
	['OneDrive', /^(?:1drv\.ms|onedrive\.live\.com)\/(?!.*download)/],
	['SharePoint', /^[\w-]+\.sharepoint\.com\/:\w:\/(?!.*download=1)/],
	['WeTransfer', /^(?:we\.tl|wetransfer\.com)\//],
	['YouTube', /^(?:m\.)?(?:youtube\.com|youtu\.be)\//],
	['Instagram', /^instagram\.com\//],
];

const DRIVE_FILE = /^drive\.google\.com\/file\/(?:u\/\d+\/)?d\/([\w-]+)/;

function refusePage({ hostname, pathname, search }: URL, field: string): void {
	const address = hostname.replace(/^www\./, '') + pathname + search;
	const [name] = PAGES.find(([, form]) => form.test(address)) ?? [];
	if (name === undefined) return;
	const [, id] = DRIVE_FILE.exec(address) ?? [];
	throw new InputProblem(
		[field],
		`is a page of ${name}, and not a file`,
		id === undefined
			? 'Download the file in the workflow first, and send it with the source Input Data Field. To send the link, use Send Text.'
			: `The file itself is at https://drive.google.com/uc?export=download&id=${id} if everybody may open it. A document then needs the option File Name.`,
	);
}
