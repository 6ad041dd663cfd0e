/** The project's own kernels (`native/device/`): compiled by NVRTC like everything else, once per process and dtype. */
import { readFileSync } from 'node:fs';
import { type Dtype, dtypes } from '../format/dtype.js';
import type { CommonDevice, Kernel, Module } from '../native/types.js';
import { packagePath } from '../package_root.js';
import type { CompileService } from './compile.js';
import type { Compiled } from './device.js';

export interface DtypeKernels {
  fill: Kernel;
  squares: Kernel;
  rootMeanSquare: Kernel;
  compare: Kernel;
  locate: Kernel;
}

export interface PlainKernels {
  checksum: Kernel;
  cool: Kernel;
  empty: Kernel;
  stackEnd: Kernel;
}

function deviceText(name: string): string {
  return readFileSync(packagePath('native', 'device', name), 'utf8');
}

export class OwnKernels {
  private readonly byDtype = new Map<Dtype, Promise<DtypeKernels>>();
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

  plain(): Promise<PlainKernels> {
    this.plainKernels ??= this.loadPlain();
    return this.plainKernels;
  }

  private async load(file: string, options: string[] = []): Promise<Module> {
    const headers = { 'element.h': deviceText('element.h'), 'generator.h': deviceText('generator.h') };
    // Without contraction the generator's doubles are the same bits on the GPU and on the CPU.
    const always = [`--gpu-architecture=${this.architecture}`, '--std=c++17', '--fmad=false'];
    const compiled = await this.compiler.compileOwn(deviceText(file), headers, [...always, ...options]);
    return this.device.loadModule(this.imageOf(compiled));
  }

  private async loadDtype(dtype: Dtype): Promise<DtypeKernels> {
    const element = [`--define-macro=ELEMENT=${dtypes[dtype].element}`];
    const fill = await this.load('fill.cu', element);
    const compare = await this.load('compare.cu', element);
    return {
      fill: await fill.kernel('fill'),
      squares: await compare.kernel('squares'),
      rootMeanSquare: await compare.kernel('rootMeanSquare'),
      compare: await compare.kernel('compare'),
      locate: await compare.kernel('locate'),
    };
  }

  private async loadPlain(): Promise<PlainKernels> {
    const checksum = await this.load('checksum.cu');
    const cool = await this.load('cool.cu');
    return {
      checksum: await checksum.kernel('checksum'),
      cool: await cool.kernel('cool'),
      empty: await cool.kernel('empty'),
      stackEnd: await cool.kernel('stackEnd'),
    };
  }
}
