"""What every installation starts with: version 1 of every metric's definition."""

from pairings.models import Metric

Nature, Scope = Metric.Nature, Metric.Scope
_FLOW, _STOCK, _RATIO, _DISTINCT = Nature.FLOW, Nature.STOCK, Nature.RATIO, Nature.DISTINCT

# code: (name, unit, nature, what counts)
ENTERED = {
    "industries_introduced": (
        "引进产业（项目）数",
        "个",
        _DISTINCT,
        "由特聘村官引进、聘任后在结对村落地及以上阶段的项目，按项目编号，无编号的按地点或统一社会信用代码去重。",
    ),
    "entities_cultivated": (
        "培育新型农业经营主体数",
        "个",
        _DISTINCT,
        "新登记或首次认定的专业大户、家庭农场、合作社、龙头企业，按项目编号，无编号的按地点或信用代码去重。",
    ),
    "jobs_created": (
        "新增稳定就业岗位",
        "个",
        _FLOW,
        "因引进项目新增、同一单位在岗满6个月或合同满1年的岗位；计岗位，不计人次；季节性用工不计。",
    ),
    "jobs_held": (
        "在岗稳定就业岗位",
        "个",
        _STOCK,
        "截至期末仍在岗的稳定就业岗位，取最近一次清查数。",
    ),
    "funds_attracted": (
        "招引资金（到位）",
        "元",
        _FLOW,
        "通过特聘村官从村外引入并已到位的资金，凭合同和到账凭证；财政补助、捐赠不计。",
    ),
    "funds_agreed": ("招引资金（协议）", "元", _FLOW, "协议约定的招引资金，与到位资金分开统计。"),
    "donations": (
        "捐助困难群众款物",
        "元",
        _FLOW,
        "捐款和按注明价值计算的捐物，凭公益事业捐赠票据或交接清单。",
    ),
    "disadvantaged_jobs": (
        "带动脱贫户（监测户）就业人数",
        "人",
        _FLOW,
        "经项目就业的脱贫户、监测对象人数；名册由村保管，系统只存人数。",
    ),
    "students_aided": (
        "资助学生人数",
        "人",
        _FLOW,
        "当年至少获得一次资助的学生人数；名册由村保管，系统只存人数。",
    ),
    "environment_investment": (
        "撬动人居环境投入",
        "元",
        _FLOW,
        "有特聘村官参与的人居环境整治项目投入，按出资来源分列，计入应归份额。",
    ),
    "donor_enterprises": (
        "参与捐建企业数",
        "家",
        _DISTINCT,
        "期内至少有一笔确认捐赠的企业，按统一社会信用代码去重。",
    ),
    "site_donations": ("捐建资金", "元", _FLOW, "民营企业捐建“同心扶贫村”等点位的资金，凭票据。"),
    "concentric_villages": ("同心扶贫村", "个", _DISTINCT, "建成并经验收的“同心扶贫村”点位。"),
    "forest_length": ("同心公益林长度", "公里", _STOCK, "截至期末已建成且成活的“同心公益林”长度。"),
    "park_area": ("同心产业园面积", "亩", _STOCK, "截至期末“同心产业园”范围内的面积。"),
    "consultations": (
        "同心顾问团服务",
        "次",
        _FLOW,
        "“同心顾问团”提供的智力支持、权益维护、信息互通、资源共享等服务次数。",
    ),
    "talents_trained": (
        "培养“土专家”“田秀才”",
        "人",
        _FLOW,
        "经培训培养的本土实用人才，计人数，不计人次。",
    ),
}
COMPUTED = {
    "collective_income_growth": (
        "村集体经济收入同比",
        "%",
        _RATIO,
        "有贫困村类别的结对村（没有的，计全部结对村）集体经营性收入合计的同比，只计两年数据齐全的村，不含补助收入。",
    ),
    "collective_income_growth_median": (
        "村集体经济收入同比（中位数）",
        "%",
        _RATIO,
        "上述各村同比的中位数。",
    ),
    "villages_growing_30": (
        "村集体经济收入同比增长30%以上的村数",
        "个",
        _DISTINCT,
        "上述各村中同比不低于30%的村数。",
    ),
    "household_income_gain": (
        "户均增收",
        "元/户",
        _RATIO,
        "上述各村户均收入较上年的增加额，按户数加权平均；注明样本。",
    ),
    "titles_awarded": (
        "省级以上示范镇村称号",
        "个",
        _DISTINCT,
        "结对期间或之后获得的省级及以上示范称号；同一地方的同一称号只计一次。",
    ),
    "active_pairings": ("结对村数", "个", _STOCK, "截至期末有效的结对。"),
    "pairings_provincial_tier": (
        "结对村数（省级贫困村）",
        "个",
        _STOCK,
        "截至期末有效结对中的省级贫困村。",
    ),
    "pairings_municipal_tier": (
        "结对村数（市级贫困村）",
        "个",
        _STOCK,
        "截至期末有效结对中的市级贫困村。",
    ),
    "meeting_rate": (
        "工作推进会召开率",
        "%",
        _RATIO,
        "期内各季度已召开的推进会数与应召开数之比；当季有结对的镇（街道）应召开。",
    ),
    "demand_closure_rate": (
        "需求办结率",
        "%",
        _RATIO,
        "期末前提出的需求中已办结的比例；暂不具备条件的不计入。",
    ),
    "promise_kept_rate": ("承诺兑现率", "%", _RATIO, "期内到期的承诺事项中经核实兑现的比例。"),
}
UNITED_FRONT = {
    "donor_enterprises",
    "site_donations",
    "concentric_villages",
    "forest_length",
    "park_area",
    "consultations",
}
PART_OF = {
    "disadvantaged_jobs": "jobs_created",
    "pairings_provincial_tier": "active_pairings",
    "pairings_municipal_tier": "active_pairings",
}


def load() -> None:
    """Add the definitions that are not there yet."""
    existing_codes = set(Metric.objects.values_list("code", flat=True))
    definitions = ENTERED | COMPUTED
    Metric.objects.bulk_create(
        Metric(
            code=code,
            name=name,
            unit=unit,
            nature=nature,
            definition=definition,
            scope=Scope.UNITED_FRONT if code in UNITED_FRONT else Scope.OFFICERS,
            computed=code in COMPUTED,
            print_order=order * 10,
        )
        for order, (code, (name, unit, nature, definition)) in enumerate(
            definitions.items(), start=1
        )
        if code not in existing_codes
    )
    for code, whole in PART_OF.items():
        if code not in existing_codes:
            Metric.objects.filter(code=code).update(
                parent=Metric.objects.get(code=whole, version=1)
            )
