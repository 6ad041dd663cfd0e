/** The project's own kernels (`native/device/`): compiled by NVRTC like everything else, once per process and dtype. */
import { readFileSync } from 'node:fs';
import { type Dtype, dtypes } from '../format/dtype.js';
import type { CommonDevice, Kernel, Module } from '../native/types.js';
import { packagePath } from '../package_root.js';
import type { CompileService } from './compile/compile_service.js';
import type { Compiled } from './device.js';

export interface DtypeKernels {
  fill: Kernel;
  move: Kernel;
  measure: Kernel;
  rootMeanSquare: Kernel;
  compare: Kernel;
  locate: Kernel;
  allowances: Kernel;
}

export interface RepeatKernels {
  veil: Kernel;
  differ: Kernel;
}

export interface SurveyKernels {
  survey: Kernel;
  total: Kernel;
  copy: Kernel;
}

export interface PlainKernels {
  checksum: Kernel;
  fingerprint: Kernel;
  nextFingerprint: Kernel;
  bands: Kernel;
  overwrite: Kernel;
  discard: Kernel;
  readThrough: Kernel;
  empty: Kernel;
  stackEnd: Kernel;
}

function deviceText(name: string): string {
  return readFileSync(packagePath('native', 'device', name), 'utf8');
}

export class OwnKernels {
  private readonly byDtype = new Map<Dtype, Promise<DtypeKernels>>();
  private readonly repeatsByDtype = new Map<Dtype, Promise<RepeatKernels>>();
  private readonly surveyByDtype = new Map<Dtype, Promise<SurveyKernels>>();
  private plainKernels: Promise<PlainKernels> | null = null;

  constructor(
    private readonly device: CommonDevice,
    private readonly compiler: CompileService,
    private readonly architecture: string,
    private readonly imageOf: (compiled: Compiled) => Uint8Array,
  ) {}

  forDtype(dtype: Dtype): Promise<DtypeKernels> {
    let kernels = this.byDtype.get(dtype);
    if (!kernels) {
      kernels = this.loadDtype(dtype);
      this.byDtype.set(dtype, kernels);
    }
    return kernels;
  }

  repeats(dtype: Dtype): Promise<RepeatKernels> {
    let kernels = this.repeatsByDtype.get(dtype);
    if (!kernels) {
      kernels = this.loadRepeats(dtype);
      this.repeatsByDtype.set(dtype, kernels);
    }
    return kernels;
  }

  surveyFor(dtype: Dtype): Promise<SurveyKernels> {
    let kernels = this.surveyByDtype.get(dtype);
    if (!kernels) {
      kernels = this.loadSurvey(dtype);
      this.surveyByDtype.set(dtype, kernels);
    }
    return kernels;
  }

  /** Begins to compile and load what trials of these dtypes need. Never rejects: whoever needs one meets the error. */
  async prepare(inUse: Iterable<Dtype>): Promise<void> {
    const loading: Promise<unknown>[] = [this.plain()];
    for (const dtype of inUse) loading.push(this.forDtype(dtype), this.repeats(dtype), this.surveyFor(dtype));
    await Promise.allSettled(loading);
  }

  plain(): Promise<PlainKernels> {
    this.plainKernels ??= this.loadPlain();
    return this.plainKernels;
  }

  /** The kernels of `ceilings.cu`, of which devices before compute capability 8.0 have few. Not kept: they are needed once. */
  async ceilings(): Promise<(name: string) => Promise<Kernel>> {
    const loaded = await this.load('ceilings.cu');
    return (name) => loaded.kernel(name);
  }

  private async load(file: string, options: string[] = []): Promise<Module> {
    const names = ['bits.h', 'block_sum.h', 'element.h', 'generator.h', 'judge.h', 'sensitivity.h'];
    const headers = Object.fromEntries(names.map((name) => [name, deviceText(name)]));
    // Without contraction the generator's doubles are the same bits on the GPU and on the CPU.
    const always = [`--gpu-architecture=${this.architecture}`, '--std=c++17', '--fmad=false'];
    const compiled = await this.compiler.compileOwn(deviceText(file), headers, [...always, ...options]);
    return this.device.loadModule(this.imageOf(compiled));
  }

  private async loadDtype(dtype: Dtype): Promise<DtypeKernels> {
    const element = [`--define-macro=ELEMENT=${dtypes[dtype].element}`];
    const [fill, compare] = await Promise.all([this.load('fill.cu', element), this.load('compare.cu', element)]);
    return {
      fill: await fill.kernel('fill'),
      move: await compare.kernel('move'),
      measure: await compare.kernel('measure'),
      rootMeanSquare: await compare.kernel('rootMeanSquare'),
      compare: await compare.kernel('compare'),
      locate: await compare.kernel('locate'),
      allowances: await compare.kernel('allowances'),
    };
  }

  private async loadRepeats(dtype: Dtype): Promise<RepeatKernels> {
    const repeat = await this.load('repeat.cu', [`--define-macro=ELEMENT=${dtypes[dtype].element}`]);
    return { veil: await repeat.kernel('veil'), differ: await repeat.kernel('differ') };
  }

  private async loadSurvey(dtype: Dtype): Promise<SurveyKernels> {
    const survey = await this.load('survey.cu', [`--define-macro=ELEMENT=${dtypes[dtype].element}`]);
    return {
      survey: await survey.kernel('survey'),
      total: await survey.kernel('total'),
      copy: await survey.kernel('copy'),
    };
  }

  private async loadPlain(): Promise<PlainKernels> {
    const [checksum, bands, cool] = await Promise.all([
      this.load('checksum.cu'),
      this.load('bands.cu'),
      this.load('cool.cu'),
    ]);
    return {
      checksum: await checksum.kernel('checksum'),
      fingerprint: await checksum.kernel('fingerprint'),
      nextFingerprint: await checksum.kernel('nextFingerprint'),
      bands: await bands.kernel('bands'),
      overwrite: await cool.kernel('overwrite'),
      discard: await cool.kernel('discard'),
      readThrough: await cool.kernel('readThrough'),
      empty: await cool.kernel('empty'),
      stackEnd: await cool.kernel('stackEnd'),
    };
  }
}
